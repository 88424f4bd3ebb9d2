package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.jobs.JobEvents;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.jobs.JobListener;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobWatch;
import dev.scaleproof.jobs.QueueException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of a job. At most one state waits for a slow client, the latest, and one that reads
 * nothing is cut off. Used by its event loop's thread only, except as a listener.
 */
// A task that fails shows in the channel's own events.
@SuppressWarnings("FutureReturnValueIgnored")
final class JobEventStream extends Deadline implements Answering, JobListener {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n"
          // nginx would collect events before it passes them on.
          + "x-accel-buffering: no\r\n";

  private enum Phase {
    /** The job's first state has not come. */
    ASKED,
    OPEN,
    ENDED
  }

  private final ClientConnection client;
  private final Loop loop;
  private final JobRequests jobs;
  private final IntPredicate whenEnded;
  private final JobEvents events;

  /** What the queue told last and nobody has taken yet. */
  private final AtomicReference<@Nullable JobState> latest = new AtomicReference<>();

  private Phase phase = Phase.ASKED;
  private @Nullable JobWatch watch;
  private @Nullable JobState unsent;
  private boolean stalled;
  private boolean saidAway;

  /**
   * @param whenEnded called once, with the status for the metrics
   */
  JobEventStream(
      ClientConnection client,
      Loop loop,
      JobRequests jobs,
      IntPredicate whenEnded,
      @Nullable String lastEventId) {
    this.client = client;
    this.loop = loop;
    this.jobs = jobs;
    this.whenEnded = whenEnded;
    this.events = new JobEvents(lastEventId);
  }

  void start(String id) {
    // Twice: to connect, and to ask.
    expiresAt = loop.now() + 2 * jobs.settings().redis().timeout().toNanos();
    loop.watch(this);
    watch = jobs.watch(id, this);
  }

  // On a thread of the Redis client.

  @Override
  public void changed(JobState state) {
    if (latest.getAndSet(state) == null) {
      loop.eventLoop().execute(this::told);
    }
  }

  @Override
  public void gone() {
    loop.eventLoop().execute(() -> fail(JobRequests.unknown(), JobRequests.lost()));
  }

  @Override
  public void failed(QueueException trouble) {
    ApiError error = jobs.error(trouble);
    loop.eventLoop().execute(() -> away(error));
  }

  // On the event loop.

  private void told() {
    JobState state = latest.getAndSet(null);
    if (state == null || phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.ASKED && events.complete(state)) {
      // Tells a browser's EventSource not to come again.
      end(204);
      client.replyNothing(client.keepAlive());
      return;
    }
    unsent = state;
    if (phase == Phase.ASKED) {
      phase = Phase.OPEN;
      writeHead();
      heartbeatLater();
    }
    send();
    if (loop.context().drain().isDraining()) {
      // It opened while the gateway was already ending.
      drain();
    }
  }

  private void send() {
    JobState state = unsent;
    if (state == null) {
      return;
    }
    if (!client.isWritable()) {
      stall();
      return;
    }
    unsent = null;
    saidAway = false;
    write(events.next(state));
    if (state.status().ended()) {
      finish();
    } else {
      heartbeatLater();
      client.flush();
    }
  }

  private void away(ApiError error) {
    if (phase == Phase.ASKED) {
      refuse(error);
    } else if (phase == Phase.OPEN && !saidAway && client.isWritable()) {
      saidAway = true;
      write(JobEvents.AWAY);
      client.flush();
    }
  }

  private void fail(ApiError before, ApiError after) {
    if (phase == Phase.ASKED) {
      refuse(before);
    } else if (phase == Phase.OPEN) {
      write(JobEvents.error(after));
      finish();
    }
  }

  private void refuse(ApiError error) {
    end(error.status());
    boolean keepAlive = client.keepAlive();
    client.reply(error, keepAlive);
    client.answered(keepAlive);
  }

  private void finish() {
    end(200);
    boolean keepAlive = client.keepAlive() && !client.isHttp10();
    if (!client.isHttp10()) {
      writeAscii("0\r\n\r\n");
    }
    client.flush();
    client.answered(keepAlive);
  }

  private void end(int code) {
    phase = Phase.ENDED;
    unsent = null;
    loop.forget(this);
    if (watch != null) {
      watch.close();
    }
    boolean _ = whenEnded.test(code);
  }

  private void writeHead() {
    writeAscii(HEAD);
    writeAscii(
        client.isHttp10() ? "connection: close\r\n\r\n" : "transfer-encoding: chunked\r\n\r\n");
  }

  private void write(String text) {
    if (text.isEmpty()) {
      return;
    }
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = client.allocator().ioBuffer(data.length + 16);
    if (!client.isHttp10()) {
      out.writeCharSequence(Integer.toHexString(data.length) + "\r\n", StandardCharsets.US_ASCII);
    }
    out.writeBytes(data);
    if (!client.isHttp10()) {
      out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
    }
    client.write(out);
  }

  private void writeAscii(String text) {
    ByteBuf out = client.allocator().ioBuffer(text.length());
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
    client.write(out);
  }

  private void heartbeatLater() {
    expiresAt = loop.now() + jobs.settings().heartbeat().toNanos();
  }

  private void stall() {
    if (!stalled) {
      stalled = true;
      expiresAt = loop.now() + loop.context().timeouts().clientStall().toNanos();
    }
  }

  @Override
  void expired(long now) {
    expiresAt = NEVER;
    if (phase == Phase.ASKED) {
      refuse(JobRequests.away());
    } else if (stalled) {
      cancel();
      client.abort();
    } else if (client.isWritable()) {
      write(JobEvents.HEARTBEAT);
      client.flush();
      heartbeatLater();
    } else {
      stall();
    }
  }

  // Called by the client's connection.

  @Override
  public void cancel() {
    if (phase != Phase.ENDED) {
      end(JobExchange.CLIENT_LEFT);
    }
  }

  @Override
  public void clientReady() {
    if (phase == Phase.OPEN) {
      stalled = false;
      heartbeatLater();
      send();
    }
  }

  @Override
  public void dispose() {
    unsent = null;
  }

  @Override
  public void drain() {
    if (phase == Phase.OPEN) {
      write(JobEvents.MOVED);
      finish();
    }
  }
}
