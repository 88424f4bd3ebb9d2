package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.chat.ChatQuestion;
import dev.scaleproof.gateway.config.JobSettings;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.jobs.JobListener;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobWatch;
import dev.scaleproof.jobs.QueueException;
import dev.scaleproof.jobs.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests about jobs. Each works on a virtual thread, since it waits for Redis, and ends
 * within the settings' time limits; cancelling its future ends it at once, and then nobody is told.
 * Thread-safe.
 */
public final class JobRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobRequests.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,80}");
  private static final String KEY = "Idempotency-Key";

  private final JobSettings settings;
  private final JobQueues queues;
  private final Troubles troubles = new Troubles();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-request-", 0).factory());

  JobRequests(JobSettings settings, JobQueues queues) {
    this.settings = settings;
    this.queues = queues;
  }

  /** Limits and times. */
  public JobSettings settings() {
    return settings;
  }

  /**
   * Takes a place among the requests that may be under way; whoever got one calls {@link #leave}.
   *
   * @return false if there is none left
   */
  public boolean enter() {
    if (inFlight.incrementAndGet() <= settings.requests()) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  /** Gives a place back. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Requests under way, watchers of events included. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Hands a job in: 202, or 200 if the same came with the same key before. */
  public Future<?> submit(byte[] json, @Nullable String key, Consumer<JobAnswer> then) {
    return answer(
        () -> {
          JobPost post = JobPost.parse(json, settings.queues());
          Submission submission = submit(post, key);
          boolean created = submission.kind() == Submission.Kind.CREATED;
          String id = submission.id();
          String status = created ? "queued" : status(id);
          return new JobAnswer(
              created ? 202 : 200,
              JobJson.submitted(id, status, post.queue()),
              JobAnswer.location(id));
        },
        then);
  }

  /** Tells a job's state. */
  public Future<?> find(String id, Consumer<JobAnswer> then) {
    return answer(
        () -> {
          Optional<JobState> state = ID.matcher(id).matches() ? found(id) : Optional.empty();
          if (state.isEmpty()) {
            throw new Refusal(unknown());
          }
          return new JobAnswer(200, JobJson.state(state.get()), "cache-control: no-store\r\n");
        },
        then);
  }

  /**
   * Hands a question in as a job and waits for its answer.
   *
   * @param wait how long, but no longer than the settings say; null for as long as they say
   */
  public Future<?> chat(
      byte[] json, @Nullable String key, @Nullable Duration wait, Consumer<JobAnswer> then) {
    return answer(
        () -> {
          JobPost post = JobPost.of(ChatQuestion.parse(json), settings.queues());
          Duration most = settings.chatWait();
          Duration time = wait == null || wait.compareTo(most) > 0 ? most : wait;
          return JobEnd.await(queues, submit(post, key).id(), time);
        },
        then);
  }

  /** Tells {@code listener} of a job until the watch is closed; does not wait for Redis. */
  public JobWatch watch(String id, JobListener listener) {
    if (!ID.matcher(id).matches()) {
      listener.gone();
      return () -> {};
    }
    return queues.watch(id, listener);
  }

  /** There is no such job. */
  public static ApiError unknown() {
    return ApiError.notFound(
        "There is no such job; jobs are forgotten some time after their end.", "id");
  }

  /** There is no such job any more, although there was one. */
  public static ApiError lost() {
    return ApiError.unavailable("The job queue has lost this job. Please hand it in again.", 1);
  }

  /** Redis did not answer in time. */
  public static ApiError away() {
    return Troubles.away();
  }

  /** What a caller hears of trouble with Redis. */
  public ApiError error(QueueException trouble) {
    return troubles.error(trouble);
  }

  private Submission submit(JobPost post, @Nullable String key) throws Refusal {
    Submission submission;
    try {
      submission = queues.submit(post.queue(), post.document(), key);
      troubles.none();
    } catch (IllegalArgumentException mistake) {
      // The queue is one of ours, so it is the key.
      throw new Refusal(ApiError.badRequest("Wrong header " + mistake.getMessage() + ".", KEY));
    }
    if (submission.kind() == Submission.Kind.CONFLICT) {
      throw new Refusal(
          ApiError.conflict(
              "Another job was handed in with this Idempotency-Key before; take a new one.", KEY));
    }
    return submission;
  }

  private String status(String id) throws Refusal {
    return found(id).map(state -> state.status().text()).orElseThrow(() -> new Refusal(lost()));
  }

  private Optional<JobState> found(String id) {
    Optional<JobState> state = queues.find(id);
    troubles.none();
    return state;
  }

  @FunctionalInterface
  private interface Work {
    JobAnswer run() throws Refusal, ChatQuestion.Invalid, InterruptedException;
  }

  private Future<?> answer(Work work, Consumer<JobAnswer> then) {
    return threads.submit(
        () -> {
          try {
            then.accept(run(work));
          } catch (InterruptedException left) {
            // Its client has left.
          }
        });
  }

  private JobAnswer run(Work work) throws InterruptedException {
    try {
      return work.run();
    } catch (Refusal refusal) {
      return JobAnswer.of(refusal.error());
    } catch (ChatQuestion.Invalid invalid) {
      return JobAnswer.of(
          ApiError.badRequest(String.valueOf(invalid.getMessage()), invalid.param()));
    } catch (QueueException failure) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return JobAnswer.of(troubles.error(failure));
    } catch (RuntimeException mistake) {
      LOG.error("a request about a job failed", mistake);
      return JobAnswer.of(ApiError.internal("The gateway failed; its log says why."));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
