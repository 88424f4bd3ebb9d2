package dev.scaleproof.jobs;

import static dev.scaleproof.jobs.RedisLink.bytes;

import io.lettuce.core.Consumer;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One consumer's questions to Redis. Thread-safe; each throws {@link QueueException}. */
final class ConsumerScripts {
  /** Consumers that ask for no job for so long are dead. */
  private static final Duration LONG_DEAD = Duration.ofHours(1);

  private final RedisLink link;
  private final ConsumerSettings settings;
  private final String consumer;
  private final String stream;
  private final String[] keys;
  private final byte[][] common;
  private final AtomicLong calls = new AtomicLong();

  ConsumerScripts(RedisLink link, ConsumerSettings settings) {
    this.link = link;
    this.settings = settings;
    String queue = settings.queue();
    this.consumer = settings.worker() + "-" + UUID.randomUUID().toString().substring(0, 13);
    this.stream = Names.stream(queue);
    this.keys = new String[] {stream, Names.retries(queue), Names.deadLetters(queue)};
    this.common =
        new byte[][] {
          bytes(queue),
          bytes(consumer),
          bytes(settings.worker()),
          bytes(settings.maxDeliveries()),
          bytes(JobDocument.LARGEST),
          bytes(settings.retention().toMillis())
        };
  }

  /**
   * What {@link #take} found.
   *
   * @param untilRetry milliseconds until a retry is due, or -1 if none waits
   */
  record Taken(long untilRetry, List<Delivery> deliveries) {}

  /** An attempt's end, as {@link #finish} writes it. */
  record Ending(String id, String lease, Kind kind, String payload, long delayMillis) {
    /** By their names in the script. */
    enum Kind {
      DONE("done"),
      RETRY("retry"),
      DEAD("dead"),
      BACK("back");

      private final String word;

      Kind(String word) {
        this.word = word;
      }
    }
  }

  /** A running attempt, as {@link #renew} knows it. */
  record Held(String id, String entry, String lease) {}

  Taken take(int wanted, boolean lookForEndedLeases) {
    String prefix = nextPrefix();
    List<byte[]> arguments = arguments();
    arguments.add(bytes(prefix));
    arguments.add(bytes(wanted));
    arguments.add(bytes(settings.lease().toMillis()));
    arguments.add(bytes(lookForEndedLeases ? 1 : 0));
    List<Object> answer = run(Script.TAKE, arguments);
    return new Taken((Long) answer.get(0), Delivery.all((List<?>) answer.get(1), prefix));
  }

  /** Waits for new entries. They are delivered then, but not begun. */
  @SuppressWarnings("unchecked")
  List<String> await(int most, Duration block) {
    Consumer<String> member = Consumer.from(Names.GROUP, consumer);
    XReadArgs arguments = XReadArgs.Builder.count(most).block(block);
    List<StreamMessage<String, byte[]>> messages =
        link.callWaiting(
            block,
            redis ->
                redis.xreadgroup(member, arguments, XReadArgs.StreamOffset.lastConsumed(stream)));
    return messages == null
        ? List.of()
        : messages.stream().map(message -> message.getId()).toList();
  }

  /** Begins what {@link #await} was delivered. */
  List<Delivery> start(List<String> entries) {
    String prefix = nextPrefix();
    List<byte[]> arguments = arguments();
    arguments.add(bytes(prefix));
    entries.forEach(entry -> arguments.add(bytes(entry)));
    return Delivery.all(run(Script.START, arguments), prefix);
  }

  /** Answers for each ending the script's word. */
  List<String> finish(List<Ending> endings) {
    List<byte[]> arguments = arguments();
    for (Ending ending : endings) {
      arguments.add(bytes(ending.id()));
      arguments.add(bytes(ending.lease()));
      arguments.add(bytes(ending.kind().word));
      arguments.add(bytes(ending.payload()));
      arguments.add(bytes(ending.delayMillis()));
    }
    return run(Script.FINISH, arguments).stream().map(RedisLink::text).toList();
  }

  /** Answers for each whether its lease is still held. */
  List<Boolean> renew(List<Held> jobs) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(consumer));
    for (Held job : jobs) {
      arguments.add(bytes(job.id()));
      arguments.add(bytes(job.entry()));
      arguments.add(bytes(job.lease()));
    }
    return link.run(Script.RENEW, new String[] {stream}, arguments.toArray(byte[][]::new)).stream()
        .map(held -> ((Long) held) == 1)
        .toList();
  }

  void progress(Held job, String progress) {
    var unused =
        link.run(
            Script.PROGRESS,
            new String[] {Names.job(job.id())},
            bytes(job.id()),
            bytes(job.lease()),
            bytes(progress));
  }

  /** Removes consumers that died long ago. */
  void forgetTheDead() {
    leave("");
  }

  /** Removes this consumer, if it holds no job. */
  void leave() {
    leave(consumer);
  }

  private void leave(String who) {
    var unused =
        link.run(Script.LEAVE, new String[] {stream}, bytes(who), bytes(LONG_DEAD.toMillis()));
  }

  private String nextPrefix() {
    return consumer + "#" + calls.incrementAndGet();
  }

  private List<byte[]> arguments() {
    return new ArrayList<>(List.of(common));
  }

  private List<Object> run(Script script, List<byte[]> arguments) {
    return link.run(script, keys, arguments.toArray(byte[][]::new));
  }
}
