package dev.scaleproof.jobs;

import static dev.scaleproof.jobs.RedisLink.bytes;
import static dev.scaleproof.jobs.RedisLink.text;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The submitting side: hands jobs in, and tells what became of them. Thread-safe. Calls wait for
 * Redis' answer, so they belong on a virtual thread, not on an event loop; each throws {@link
 * QueueException} if Redis cannot be asked. A broken connection is opened again by itself.
 */
public final class JobQueues implements AutoCloseable {
  private static final Duration KEYS_KEPT = Duration.ofDays(1);
  private static final int PAGE = 100;

  private final RedisLink link;
  private final Watches watches;

  private JobQueues(RedisLink link) {
    this.link = link;
    this.watches = new Watches(link);
  }

  /** Does not wait for Redis, which need not be there yet: the first call connects. */
  public static JobQueues connect(RedisSettings settings) {
    return new JobQueues(new RedisLink(settings, Duration.ZERO));
  }

  /**
   * Hands a job in. The call may be repeated after a {@link QueueException} with the same key, and
   * adds no second job.
   *
   * @param idempotencyKey of the client, valid for a day within the queue; none if null
   * @throws IllegalArgumentException if queue or key have characters that they may not have
   */
  public Submission submit(String queue, JobDocument document, @Nullable String idempotencyKey) {
    String id = UUID.randomUUID().toString();
    String stream = Names.stream(Names.queue(queue));
    String[] keys =
        idempotencyKey == null
            ? new String[] {stream, Names.job(id)}
            : new String[] {
              stream, Names.job(id), Names.key(queue, Names.idempotencyKey(idempotencyKey))
            };
    List<Object> answer =
        link.run(
            Script.SUBMIT,
            keys,
            bytes(id),
            bytes(queue),
            bytes(document.json()),
            bytes(KEYS_KEPT.toMillis()));
    return new Submission(
        text(answer.get(1)), Submission.Kind.valueOf(text(answer.get(0)).toUpperCase(Locale.ROOT)));
  }

  /** The state of a job, if there is such a job and its end is not longer ago than is kept. */
  public Optional<JobState> find(String id) {
    if (!Names.isId(id)) {
      return Optional.empty();
    }
    Map<String, byte[]> hash = link.call(redis -> redis.hgetall(Names.job(id)));
    return JobHash.state(id, hash);
  }

  /**
   * Tells {@code listener} the state now and at each change, also over broken connections, until
   * the watch is closed. Does not wait for Redis.
   */
  public JobWatch watch(String id, JobListener listener) {
    return watches.open(id, listener);
  }

  /** How many jobs wait and run now. */
  public QueueDepth depth(String queue) {
    List<Object> counts =
        link.run(
            Script.DEPTH,
            new String[] {
              Names.stream(Names.queue(queue)), Names.retries(queue), Names.deadLetters(queue)
            });
    return new QueueDepth(
        (Long) counts.get(0), (Long) counts.get(1), (Long) counts.get(2), (Long) counts.get(3));
  }

  /**
   * Dead letters, the oldest first.
   *
   * @param after the {@link DeadLetter#entry} to go on after, from the first if null
   * @param most how many at most, 1 to 1000
   */
  public List<DeadLetter> deadLetters(String queue, @Nullable String after, int most) {
    if (most < 1 || most > 1000) {
      throw new IllegalArgumentException("dead letters: 1 to 1000 at once");
    }
    String key = Names.deadLetters(Names.queue(queue));
    Range<String> range =
        after == null
            ? Range.unbounded()
            : Range.from(Range.Boundary.excluding(after), Range.Boundary.unbounded());
    List<StreamMessage<String, byte[]>> found =
        link.call(redis -> redis.xrange(key, range, Limit.from(most)));
    return found.stream().map(JobHash::deadLetter).toList();
  }

  /** Puts a dead letter back into its queue, with all its deliveries before it again. */
  public RetryAnswer retry(String queue, String id) {
    List<DeadLetter> page = List.of();
    do {
      String after = page.isEmpty() ? null : page.getLast().entry();
      page = deadLetters(queue, after, PAGE);
      for (DeadLetter letter : page) {
        if (letter.id().equals(id)) {
          return retry(queue, letter);
        }
      }
    } while (page.size() == PAGE);
    return RetryAnswer.NOT_DEAD;
  }

  private RetryAnswer retry(String queue, DeadLetter letter) {
    List<Object> answer =
        link.run(
            Script.RETRY,
            new String[] {Names.stream(queue), Names.deadLetters(queue), Names.job(letter.id())},
            bytes(queue),
            bytes(letter.id()),
            bytes(letter.entry()));
    return switch (text(answer.getFirst())) {
      case "queued" -> RetryAnswer.QUEUED;
      case "truncated" -> RetryAnswer.TRUNCATED;
      default -> RetryAnswer.NOT_DEAD;
    };
  }

  /** What became of a wish to retry. */
  public enum RetryAnswer {
    /** It is back in the queue. */
    QUEUED,
    /** There is no dead letter of that id, or a job of that id is in the queue already. */
    NOT_DEAD,
    /** Only its beginning was kept, because it was too large. */
    TRUNCATED
  }

  /** Ends the watches and closes the connections. */
  @Override
  public void close() {
    watches.close();
    link.close();
  }
}
