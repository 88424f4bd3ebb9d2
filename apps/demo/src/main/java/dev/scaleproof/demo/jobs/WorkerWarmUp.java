package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.replica.ProcessStarter;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A few short jobs for each worker, in its own room, before time begins. A JVM's first jobs are
 * slow in real time, which SPEED would make look like a slow model; a worker that has been up for a
 * while has them behind it.
 */
final class WorkerWarmUp {
  /**
   * Fewer, and the burst itself would pay for compiling: each of many workers has only some jobs.
   */
  private static final int JOBS_EACH = 30;

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration RETRY = Duration.ofMillis(20);

  private WorkerWarmUp() {}

  /**
   * Blocks until all are done.
   *
   * @throws ChildException when one fails, or is not done in time
   */
  static void run(
      Workers workers, List<ProcessStarter.Healthy> processes, JobQueues queues, String question)
      throws ChildException, InterruptedException {
    JobDocument document =
        new JobDocument(question, null, JobDocument.DEFAULT_TOP_K, OptionalInt.of(1));
    List<String> ids = new ArrayList<>();
    for (ProcessStarter.Healthy each : processes) {
      for (int i = 0; i < JOBS_EACH; i++) {
        ids.add(queues.submit(workers.room(each.child()), document, null).id());
      }
      workers.call(each.child());
    }
    long end = System.nanoTime() + TIMEOUT.toNanos();
    for (String id : ids) {
      await(queues, id, end);
    }
  }

  private static void await(JobQueues queues, String id, long end)
      throws ChildException, InterruptedException {
    while (true) {
      JobState state = queues.find(id).orElseThrow();
      if (state.status() == JobStatus.DONE) {
        return;
      }
      if (state.status() == JobStatus.DEAD || state.reason() != null || System.nanoTime() > end) {
        throw new ChildException(
            "a worker's first job is %s after %s: %s"
                .formatted(
                    state.status().text(),
                    state.attempts() + (state.attempts() == 1 ? " attempt" : " attempts"),
                    state.reason() == null ? "no answer" : state.reason()));
      }
      Thread.sleep(RETRY);
    }
  }
}
