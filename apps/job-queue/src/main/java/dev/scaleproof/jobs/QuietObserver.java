package dev.scaleproof.jobs;

import java.time.Duration;
import java.util.function.Consumer;

/** Keeps a consumer going whatever its observer throws. */
record QuietObserver(ConsumerObserver observer) implements ConsumerObserver {
  private void tell(Consumer<ConsumerObserver> call) {
    try {
      call.accept(observer);
    } catch (RuntimeException e) {
      System.getLogger(QuietObserver.class.getName())
          .log(System.Logger.Level.WARNING, "a consumer's observer failed", e);
    }
  }

  @Override
  public void started(Job job) {
    tell(to -> to.started(job));
  }

  @Override
  public void done(Job job, Duration took) {
    tell(to -> to.done(job, took));
  }

  @Override
  public void retried(Job job, String reason, Duration took) {
    tell(to -> to.retried(job, reason, took));
  }

  @Override
  public void dead(String id, String reason) {
    tell(to -> to.dead(id, reason));
  }

  @Override
  public void redelivered(String id) {
    tell(to -> to.redelivered(id));
  }

  @Override
  public void duplicate(String id) {
    tell(to -> to.duplicate(id));
  }

  @Override
  public void leaseLost(Job job) {
    tell(to -> to.leaseLost(job));
  }

  @Override
  public void handedBack(Job job) {
    tell(to -> to.handedBack(job));
  }

  @Override
  public void trouble(QueueException trouble) {
    tell(to -> to.trouble(trouble));
  }
}
