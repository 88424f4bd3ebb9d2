package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs in, results out, while workers are killed, their Redis too, a network is cut, and one
 * attempt in ten fails and one in fifty stalls. {@code -Djobs.chaos=10000} has more of it, {@code
 * -Djobs.seed=…} other moments.
 */
final class ChaosTest {
  private static final int JOBS = Integer.getInteger("jobs.chaos", 500);
  private static final long SEED = Long.getLong("jobs.seed", 7);
  private static final int HARMS = Math.max(5, JOBS / 100);
  private static final String QUEUE = "chaos";

  @TempDir Path folder;

  @Test
  void eachJobHasOneResultAndNoneIsLost() throws IOException, InterruptedException {
    long began = System.nanoTime();
    int jobMillis = JOBS > 1000 ? 60 : 80;
    try (ChaosRun run = new ChaosRun(folder, QUEUE, SEED, jobMillis, 8)) {
      Set<String> ids = new HashSet<>();
      Thread submitting = Thread.ofVirtual().start(() -> ids.addAll(run.submit(JOBS)));
      run.untilDone(HARMS, Duration.ofSeconds(120 + JOBS / 10), () -> !submitting.isAlive());
      submitting.join();
      assertThat(run.harms()).as(run.toString()).allMatch(times -> times > 0);
      run.stopWorkers();
      assertThat(ids).hasSize(JOBS);
      try (JobQueues queues = JobQueues.connect(run.redis().settings())) {
        check(run, queues, ids);
      }
      System.out.printf(
          "%d jobs in %.1f s, seed %d: %s; workers saw %s; Redis counted %s%n",
          JOBS, (System.nanoTime() - began) / 1e9, SEED, run, run.observed(), counted(run));
    }
  }

  private static void check(ChaosRun run, JobQueues queues, Set<String> ids) throws IOException {
    List<String> lines = run.lines();
    Set<String> effects =
        new HashSet<>(lines.stream().filter(l -> l.startsWith("effect")).toList());
    Set<String> questions = new HashSet<>();
    int attempts = 0;
    int overtaken = 0;
    for (String id : ids) {
      JobState state = queues.find(id).orElseThrow();
      assertThat(state.status()).as(id).isEqualTo(JobStatus.DONE);
      String result = String.valueOf(state.result());
      assertThat(result).matches("\\{\"answer\":\"question \\d+\",\"attempt\":\\d+}");
      questions.add(result.substring(0, result.indexOf(',')));
      String by = result.replaceAll(".*:(\\d+)}", "$1");
      assertThat(effects).as("a worker did what is stored").contains("effect " + id + " " + by);
      attempts += state.attempts();
      overtaken += Integer.parseInt(by) < state.attempts() ? 1 : 0;
    }
    assertThat(questions).hasSize(JOBS);
    assertThat(queues.depth(QUEUE)).isEqualTo(new QueueDepth(0, 0, 0, 0));
    checkOnce(lines);
    checkCounts(run, attempts, overtaken);
  }

  /** An attempt's number is nobody else's, and no job was told to be stored twice. */
  private static void checkOnce(List<String> lines) {
    assertThat(lines.stream().filter(l -> l.startsWith("begun"))).doesNotHaveDuplicates();
    assertThat(lines.stream().filter(l -> l.startsWith("stored")).map(ChaosTest::job))
        .doesNotHaveDuplicates();
  }

  private static String job(String line) {
    return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
  }

  /**
   * What Redis counted lies between what workers were told and what they did: a killed one may not
   * have told, or have been told. A retry leads to no attempt where an overtaken one, whose lease
   * was lost, still brought the result.
   */
  private static void checkCounts(ChaosRun run, int attempts, int overtaken) throws IOException {
    Map<String, Integer> seen = run.observed();
    Map<String, Integer> counted = counted(run);
    int effects = seen.getOrDefault("effect", 0);
    int duplicates = counted.getOrDefault("duplicates", 0);
    assertThat(duplicates).isBetween(seen.getOrDefault("duplicate", 0), effects - JOBS);
    int redelivered = counted.getOrDefault("redelivered", 0);
    assertThat(redelivered)
        .isPositive()
        .isGreaterThanOrEqualTo(seen.getOrDefault("redelivered", 0));
    int retried = attempts - JOBS - redelivered;
    int begun = seen.getOrDefault("begun", 0);
    assertThat(retried)
        .as("each further attempt is a retry or was counted as a redelivery")
        .isBetween(seen.getOrDefault("retried", 0) - overtaken, attempts - effects);
    assertThat(attempts).isGreaterThanOrEqualTo(begun);
  }

  private static Map<String, Integer> counted(ChaosRun run) {
    Map<String, Integer> counts = new java.util.TreeMap<>();
    run.redis()
        .commands()
        .hgetall("jobs:" + QUEUE + ":counts")
        .forEach((what, count) -> counts.put(what, Integer.parseInt(count)));
    return counts;
  }
}
