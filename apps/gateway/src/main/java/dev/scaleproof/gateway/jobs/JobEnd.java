package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.jobs.JobListener;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.jobs.JobWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the end of a job. */
final class JobEnd implements JobListener {

  /** Empty when the job is gone. */
  private final CompletableFuture<Optional<JobState>> end = new CompletableFuture<>();

  private JobEnd() {}

  /** The job's result, or why there is none; over Redis being away it waits. */
  static JobAnswer await(JobQueues queues, String id, Duration time) throws InterruptedException {
    JobEnd listener = new JobEnd();
    try (JobWatch _ = queues.watch(id, listener)) {
      return listener
          .end
          .get(time.toNanos(), TimeUnit.NANOSECONDS)
          .map(JobEnd::answer)
          .orElseGet(() -> JobAnswer.of(JobRequests.lost(), id));
    } catch (TimeoutException late) {
      String message = "No answer within " + words(time) + ". The job goes on: GET /v1/jobs/" + id;
      return JobAnswer.of(ApiError.timeout(message), id);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JobAnswer answer(JobState state) {
    if (state.status() == JobStatus.DEAD) {
      String why = "The question could not be answered: " + state.reason();
      return JobAnswer.of(ApiError.badGateway(why), state.id());
    }
    byte[] result =
        Objects.requireNonNullElse(state.result(), "{}").getBytes(StandardCharsets.UTF_8);
    return new JobAnswer(200, result, JobAnswer.location(state.id()));
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  @Override
  public void changed(JobState state) {
    if (state.status().ended()) {
      end.complete(Optional.of(state));
    }
  }

  @Override
  public void gone() {
    end.complete(Optional.empty());
  }
}
