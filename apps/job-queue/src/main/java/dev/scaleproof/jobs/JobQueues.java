package dev.scaleproof.jobs;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The submitting side: hands jobs in, and tells what became of them. Thread-safe. Calls wait for
 * Redis' answer, so they belong on a virtual thread, not on an event loop; each throws {@link
 * QueueException} if Redis cannot be asked. A broken connection is opened again by itself.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class JobQueues implements AutoCloseable {
  private JobQueues() {}

  /** Connects in the background: Redis need not be there yet. */
  public static JobQueues connect(RedisSettings settings) {
    throw new UnsupportedOperationException(settings.toString());
  }

  /**
   * Hands a job in. The call may be repeated after a {@link QueueException} with the same key, and
   * adds no second job.
   *
   * @param idempotencyKey of the client, valid for a day within the queue; none if null
   * @throws IllegalArgumentException if queue or key have characters that they may not have
   */
  public Submission submit(String queue, JobDocument document, @Nullable String idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** The state of a job, if there is such a job and its end is not longer ago than is kept. */
  public Optional<JobState> find(String id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Tells {@code listener} the state now and at each change, also over broken connections, until
   * the watch is closed. Does not wait for Redis.
   */
  public JobWatch watch(String id, JobListener listener) {
    throw new UnsupportedOperationException();
  }

  /** How many jobs wait and run now. */
  public QueueDepth depth(String queue) {
    throw new UnsupportedOperationException();
  }

  /**
   * Dead letters, the oldest first.
   *
   * @param after the {@link DeadLetter#entry} to go on after, from the first if null
   * @param most how many at most, 1 to 1000
   */
  public List<DeadLetter> deadLetters(String queue, @Nullable String after, int most) {
    throw new UnsupportedOperationException();
  }

  /** Puts a dead letter back into its queue, with all its deliveries before it again. */
  public RetryAnswer retry(String queue, String id) {
    throw new UnsupportedOperationException();
  }

  /** What became of a wish to retry. */
  public enum RetryAnswer {
    /** It is back in the queue. */
    QUEUED,
    /** There is no dead letter of that id. */
    NOT_DEAD,
    /** Only its beginning was kept, because it was too large. */
    TRUNCATED
  }

  @Override
  public void close() {}
}
