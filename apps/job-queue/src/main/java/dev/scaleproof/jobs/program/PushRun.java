package dev.scaleproof.jobs.program;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands jobs in, several at once. When one cannot be, what is left is not tried any more. */
final class PushRun {
  private final JobPost post;
  private final int count;
  private final int parallel;
  private final String name = UUID.randomUUID().toString();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch running;
  private final Map<String, Integer> failures = new ConcurrentSkipListMap<>();
  private final long began = System.nanoTime();
  private volatile long ended;
  private volatile boolean failed;
  private volatile String firstId = "";

  PushRun(JobPost post, int count, int parallel) {
    this.post = post;
    this.count = count;
    this.parallel = Math.min(count, parallel);
    this.running = new CountDownLatch(this.parallel);
  }

  void start() {
    for (int i = 0; i < parallel; i++) {
      var unused = Thread.ofVirtual().name("push-" + i).start(this::work);
    }
  }

  private void work() {
    try {
      for (int i = next.getAndIncrement(); i < count && !failed; i = next.getAndIncrement()) {
        send(i);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = System.nanoTime();
      running.countDown();
    }
  }

  private void send(int number) throws InterruptedException {
    try {
      String id = post.send("push-" + name + "-" + number);
      accepted.incrementAndGet();
      if (number == 0) {
        firstId = id;
      }
    } catch (UserException e) {
      failed = true;
      failures.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
    }
  }

  boolean await(Duration time) throws InterruptedException {
    return running.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  int done() {
    return accepted.get();
  }

  int accepted() {
    return accepted.get();
  }

  String firstId() {
    return firstId;
  }

  Duration took() {
    return Duration.ofNanos(ended - began);
  }

  /** How often which reason was given. */
  Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }
}
