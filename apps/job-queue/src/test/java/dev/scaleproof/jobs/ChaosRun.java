package dev.scaleproof.jobs;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Workers in processes of their own, and what is done to them and to their Redis while they work.
 */
final class ChaosRun implements AutoCloseable {
  private static final int WORKERS = 3;

  private final Path folder;
  private final String queue;
  private final int jobMillis;
  private final int concurrency;
  private final Random random;
  private final DirectRedis redis;
  private final TcpProxy network;
  private final List<Process> workers = new ArrayList<>();
  private int started;
  private int workersKilled;
  private int redisKilled;
  private int partitions;

  ChaosRun(Path folder, String queue, long seed, int jobMillis, int concurrency)
      throws IOException {
    this.folder = folder;
    this.queue = queue;
    this.jobMillis = jobMillis;
    this.concurrency = concurrency;
    this.random = new Random(seed);
    this.redis = DirectRedis.durable(folder);
    this.network = new TcpProxy(redis.port());
    for (int i = 0; i < WORKERS; i++) {
      workers.add(launch(i));
    }
  }

  DirectRedis redis() {
    return redis;
  }

  /** The first worker reaches Redis through a network that can be cut. */
  private Process launch(int which) throws IOException {
    String url = which == 0 ? "redis://127.0.0.1:" + network.port() : redis.url();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx96m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            ChaosWorker.class.getName(),
            url,
            queue,
            folder.resolve("worker-" + started++ + ".log").toString(),
            Long.toString(random.nextLong()),
            Integer.toString(jobMillis),
            Integer.toString(concurrency))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("workers.err").toFile())
        .start();
  }

  /** Hands {@code count} jobs in, again as long as Redis does not say that it has them. */
  Set<String> submit(int count) {
    Set<String> ids = new HashSet<>();
    try (JobQueues queues = JobQueues.connect(redis.settings())) {
      for (int i = 0; i < count; i++) {
        ids.add(submit(queues, i));
      }
    }
    return ids;
  }

  private String submit(JobQueues queues, int number) {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(QueueException.class)
        .until(
            () -> queues.submit(queue, JobDocument.of("question " + number), "key-" + number).id(),
            id -> !id.isEmpty());
  }

  /**
   * Does harm at random moments, at least once of each kind, until all is done.
   *
   * @param allHandedIn whether no more jobs come
   */
  void untilDone(int harms, Duration most, BooleanSupplier allHandedIn)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    try (JobQueues queues = JobQueues.connect(redis.settings())) {
      await().atMost(most).until(() -> observed().containsKey("stored"));
      BooleanSupplier done = () -> allHandedIn.getAsBoolean() && isEmpty(queues);
      while (!within(Duration.ofMillis(200 + random.nextInt(600)), done)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not done after " + most + ": " + this);
        }
        if (workersKilled + redisKilled + partitions < harms) {
          harm();
        }
      }
    }
  }

  /** Whether it comes to hold before the next harm is due. */
  private static boolean within(Duration pause, BooleanSupplier holds) {
    try {
      await().pollDelay(Duration.ZERO).atMost(pause).until(holds::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException harmIsDue) {
      return false;
    }
  }

  private boolean isEmpty(JobQueues queues) {
    try {
      QueueDepth depth = queues.depth(queue);
      return depth.waiting() + depth.inflight() + depth.retrying() == 0;
    } catch (QueueException e) {
      return false;
    }
  }

  /** How often each kind was done. */
  List<Integer> harms() {
    return List.of(workersKilled, redisKilled, partitions);
  }

  private void harm() throws IOException, InterruptedException {
    int turn = workersKilled + redisKilled + partitions;
    double luck = random.nextDouble();
    if (turn == 1 || luck < 0.12) {
      redis.kill();
      redisKilled++;
      Thread.sleep(random.nextInt(300));
      redis.start();
    } else if (turn == 2 || luck < 0.25) {
      network.cut();
      partitions++;
      Thread.sleep(1200 + random.nextInt(600));
      network.heal();
    } else {
      int which = random.nextInt(WORKERS);
      workers.get(which).destroyForcibly().onExit().join();
      workersKilled++;
      workers.set(which, launch(which));
    }
  }

  /** How often each thing was written down by the workers. */
  Map<String, Integer> observed() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : lines()) {
      counts.merge(line.substring(0, line.indexOf(' ')), 1, Integer::sum);
    }
    return counts;
  }

  /** What the workers wrote down: a word, the job and the attempt. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < started; i++) {
      Path log = folder.resolve("worker-" + i + ".log");
      if (java.nio.file.Files.exists(log)) {
        lines.addAll(java.nio.file.Files.readAllLines(log));
      }
    }
    return lines;
  }

  void stopWorkers() {
    workers.forEach(worker -> worker.destroyForcibly().onExit().join());
  }

  @Override
  public String toString() {
    return "%d workers killed, Redis killed %d times, %d partitions"
        .formatted(workersKilled, redisKilled, partitions);
  }

  @Override
  public void close() throws IOException {
    stopWorkers();
    network.close();
    redis.close();
  }
}
