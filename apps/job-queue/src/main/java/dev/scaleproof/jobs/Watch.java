package dev.scaleproof.jobs;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One watch: reads the hash as often as asked, but never twice at a time, and tells differences.
 */
final class Watch {
  private final String id;
  private final JobListener listener;
  private final RedisLink link;
  private final Executor thread;

  /** Reads asked for and not finished. Whoever takes it from 0 reads, until it is 0 again. */
  private final AtomicInteger asked = new AtomicInteger();

  private volatile boolean stopped;
  private boolean toldAnything;
  private @Nullable JobState told;

  /**
   * @param thread reads again on it: Redis' own threads must not wait for a connection
   */
  Watch(String id, JobListener listener, RedisLink link, Executor thread) {
    this.id = id;
    this.listener = listener;
    this.link = link;
    this.thread = thread;
  }

  String id() {
    return id;
  }

  boolean stopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
  }

  void failed(QueueException trouble) {
    if (!stopped) {
      quietly(() -> listener.failed(trouble));
    }
  }

  void read() {
    if (!stopped && asked.getAndIncrement() == 0) {
      readNow(1);
    }
  }

  private void readNow(int answering) {
    try {
      var unused =
          link.send(redis -> redis.hgetall(Names.job(id)))
              .whenComplete((hash, failure) -> answered(hash, failure, answering));
    } catch (QueueException e) {
      answered(null, e, answering);
    }
  }

  private void answered(
      @Nullable Map<String, byte[]> hash, @Nullable Throwable failure, int answering) {
    if (hash == null) {
      failed(link.trouble(failure == null ? new IllegalStateException("no answer") : failure));
    } else if (!stopped) {
      quietly(() -> tell(JobHash.state(id, hash).orElse(null)));
    }
    int asks = asked.addAndGet(-answering);
    if (asks > 0 && !stopped) {
      thread.execute(() -> readNow(asks));
    }
  }

  private void tell(@Nullable JobState now) {
    if (toldAnything && Objects.equals(now, told)) {
      return;
    }
    toldAnything = true;
    told = now;
    if (now == null) {
      listener.gone();
    } else {
      listener.changed(now);
    }
  }

  /** A listener's mistake must not end other watches. */
  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      var log = System.getLogger(Watch.class.getName());
      log.log(System.Logger.Level.WARNING, "a job's listener failed", e);
    }
  }
}
