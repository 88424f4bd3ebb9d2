package dev.scaleproof.demo.jobs;

import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.report.JobLine;
import dev.scaleproof.report.RequestLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that all come at once.
 *
 * @param jobs how many
 * @param document of each
 */
record JobBurst(int jobs, JobDocument document) {

  /** Hands them in, all at the same time, and waits until Redis has all; answers their ids. */
  List<String> submit(JobQueues queues, String queue) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < jobs; i++) {
        answers.add(threads.submit(() -> queues.submit(queue, document, null).id()));
      }
      for (Future<String> answer : answers) {
        ids.add(answer.get());
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException trouble) {
        throw trouble;
      }
      throw new IllegalStateException(failed.getCause());
    }
    return ids;
  }

  /**
   * What became of them, in the order in which they ended.
   *
   * @param time of an instant of Redis' clock, in seconds since the run's start
   */
  static List<JobLine> lines(JobQueues queues, List<String> ids, ToDoubleFunction<Instant> time) {
    List<JobLine> lines = new ArrayList<>();
    for (String id : ids) {
      JobState state = queues.find(id).orElseThrow();
      boolean done = state.status() == JobStatus.DONE;
      lines.add(
          new JobLine(
              id,
              time.applyAsDouble(state.submitted()),
              at(state.started(), time),
              at(state.ended(), time),
              state.attempts(),
              state.worker(),
              done ? RequestLine.OK : state.status().text(),
              done ? null : String.valueOf(state.reason())));
    }
    lines.sort(
        Comparator.comparing(line -> line.finished() == null ? Double.MAX_VALUE : line.finished()));
    return lines;
  }

  private static @Nullable Double at(@Nullable Instant instant, ToDoubleFunction<Instant> time) {
    return instant == null ? null : Double.valueOf(time.applyAsDouble(instant));
  }
}
