package dev.scaleproof.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;

/**
 * A worker in a process of its own, to be killed. Its handler fails now and then, and stalls more
 * seldom. Each thing it does is a line of a file before it goes on, so that the file tells what
 * happened whenever the process ends.
 */
final class ChaosWorker {
  private static final double FAILS = 0.10;
  private static final double STALLS = 0.02;

  private final FileChannel log;
  private final Random random;
  private final int millis;

  private ChaosWorker(Path log, long seed, int millis) throws IOException {
    this.log = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.random = new Random(seed);
    this.millis = millis;
  }

  /** Arguments: Redis' address, queue, file, seed, milliseconds of a job, concurrency. */
  public static void main(String[] arguments) throws IOException {
    ChaosWorker worker =
        new ChaosWorker(
            Path.of(arguments[2]), Long.parseLong(arguments[3]), Integer.parseInt(arguments[4]));
    ConsumerSettings settings =
        new ConsumerSettings(
            arguments[1],
            "worker-" + ProcessHandle.current().pid(),
            Integer.parseInt(arguments[5]),
            Duration.ofSeconds(1),
            30,
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(30),
            Duration.ofMillis(100));
    JobConsumer.start(
        new RedisSettings(arguments[0], Duration.ofMillis(500)),
        settings,
        worker::handle,
        worker.new Recorder());
    // The test's end closes it.
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private JobOutcome handle(Job job, JobContext context) throws InterruptedException {
    write("begun", job.id(), job.attempt());
    double luck = random.nextDouble();
    if (luck < STALLS) {
      Thread.sleep(Duration.ofMinutes(1));
    }
    Thread.sleep(millis / 2 + random.nextInt(millis));
    if (luck < STALLS + FAILS) {
      return new JobOutcome.Retry("model failed");
    }
    write("effect", job.id(), job.attempt());
    return new JobOutcome.Done(
        "{\"answer\":\"%s\",\"attempt\":%d}".formatted(job.document().question(), job.attempt()));
  }

  private void write(String what, String id, int attempt) {
    try {
      String line = what + " " + id + " " + attempt + "\n";
      log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Recorder implements ConsumerObserver {
    @Override
    public void done(Job job, Duration took) {
      write("stored", job.id(), job.attempt());
    }

    @Override
    public void retried(Job job, String reason, Duration took) {
      write("retried", job.id(), job.attempt());
    }

    @Override
    public void duplicate(String id) {
      write("duplicate", id, 0);
    }

    @Override
    public void redelivered(String id) {
      write("redelivered", id, 0);
    }

    @Override
    public void leaseLost(Job job) {
      write("lost", job.id(), job.attempt());
    }

    @Override
    public void dead(String id, String reason) {
      write("dead", id, 0);
    }
  }
}
