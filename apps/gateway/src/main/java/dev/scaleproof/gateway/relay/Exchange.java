package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.admission.Waiter;
import dev.scaleproof.gateway.config.Limits;
import dev.scaleproof.gateway.config.Timeouts;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.metrics.GatewayMetrics.PoolMetrics;
import dev.scaleproof.gateway.metrics.Route;
import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.Replica;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request from the moment it is complete to the end of its answer: finds a replica or waits for
 * one, sends, tries again elsewhere as long as nothing has been answered, watches the clock. What
 * becomes of the answer is the subclass's matter. Used by its event loop's thread only, except
 * {@link #wake}.
 *
 * <p>vLLM sends a stream's head at once, even while the request is still queued. The client gets it
 * at once too; but as long as no byte of the body has come, a stream whose replica dies still goes
 * to another one, whose head is left out.
 *
 * <p>A request may be sent more than once: completions have no effect at the replica that a second
 * try would double, and a replica that lost its first has freed what it held.
 */
abstract class Exchange extends Deadline implements Waiter, Answering {

  /**
   * Each failed connection takes its replica out, so this many mean that replicas come and go
   * faster than they help.
   */
  private static final int MOST_CONNECT_FAILURES = 32;

  /** nginx's code for a client that closed the connection first; only in metrics. */
  private static final int CLIENT_LEFT = 499;

  /** What vLLM, which still listens while it ends, says with a 500 to every new request. */
  private static final String SHUTTING_DOWN = "cannot schedule new futures after shutdown";

  /** It still accepts connections, so probing at once would bring it back at once. */
  private static final Duration ENDING_REST = Duration.ofSeconds(2);

  private enum Phase {
    NEW,
    HELD,
    CONNECTING,
    AWAITING,
    ANSWERING,
    ENDED
  }

  /** A request ready to be sent. Whoever holds it owns both buffers. */
  record Prepared(Route route, boolean isHead, ByteBuf head, ByteBuf body, long bufferedBytes) {}

  private final Loop loop;
  private final Pool pool;
  private final PoolMetrics metrics;
  private final Prepared request;

  private Phase phase = Phase.NEW;
  private @Nullable Replica replica;
  private @Nullable Replica avoided;
  private @Nullable UpstreamConnection upstream;
  private long heldUntil = NEVER;
  private long sentAt;
  private int attempts;
  private int connectFailures;
  private boolean freshConnection;
  private boolean triedElsewhere;
  private boolean headSeen;
  private boolean bodyBegun;
  private boolean stalled;
  private int status;

  /** Takes over the request's buffers. */
  Exchange(Loop loop, Pool pool, Prepared request) {
    this.loop = loop;
    this.pool = pool;
    this.metrics = loop.context().metrics().of(pool);
    this.request = request;
  }

  // What becomes of the answer.

  /**
   * The answer's head has come, perhaps another one than before.
   *
   * @return false if the client has an earlier head that this one does not fit
   */
  abstract boolean answerHead(ResponseHead head, Replica from, UpstreamConnection connection);

  /** Bytes of the body have come, framed as the replica framed them; to be released. */
  abstract void answerBody(ByteBuf bytes);

  /** What was given is to be sent on now. */
  abstract void answerFlush();

  /** The answer is complete; returns the status for the metrics. */
  abstract int answerEnd(int upstreamStatus);

  /** The head that came counts for nothing: there will be another one, or none. */
  abstract void answerForgotten();

  /** There will be no answer; no byte of a body has been given. */
  abstract void answerNever(ApiError error);

  /** The rest of the answer will not come. */
  abstract void answerBroken(ApiError error, UpstreamConnection connection);

  /** Where to put the body without its framing, or null if only the framed bytes are wanted. */
  @Nullable ByteBuf payload() {
    return null;
  }

  // Finding a replica.

  final void start() {
    pool.enter();
    loop.watch(this);
    dispatch();
  }

  private Timeouts timeouts() {
    return loop.context().timeouts();
  }

  private Limits limits() {
    return loop.context().limits();
  }

  final Loop loop() {
    return loop;
  }

  final boolean isHead() {
    return request.isHead();
  }

  private void dispatch() {
    boolean firstInLine = heldUntil != NEVER || !pool.hasWaiters();
    Replica chosen = firstInLine ? pool.acquire(avoided, loop.random()) : null;
    if (chosen == null && avoided != null && firstInLine) {
      chosen = pool.acquire(null, loop.random());
    }
    if (chosen == null) {
      hold();
    } else {
      goTo(chosen);
    }
  }

  private void goTo(Replica chosen) {
    replica = chosen;
    UpstreamConnection idle = freshConnection ? null : loop.takeIdle(chosen);
    if (idle != null) {
      send(idle);
      return;
    }
    InetSocketAddress address = chosen.address();
    if (address == null) {
      connectFailed(new IllegalStateException("its name is not resolved"));
      return;
    }
    phase = Phase.CONNECTING;
    // The connection has its own timer.
    expiresAt = NEVER;
    loop.connect(chosen, address, this);
  }

  private void hold() {
    boolean again = heldUntil != NEVER;
    if (!again) {
      heldUntil = loop.now() + timeouts().hold().toNanos();
    } else if (heldUntil <= loop.now()) {
      never(ApiError.noReplica(pool.name()));
      return;
    }
    phase = Phase.HELD;
    expiresAt = heldUntil;
    if (again) {
      pool.holdAgain(this);
    } else if (!pool.hold(this)) {
      never(ApiError.tooManyHeld(pool.name()));
    }
  }

  @Override
  public final void wake() {
    loop.eventLoop().execute(this::woken);
  }

  private void woken() {
    if (phase == Phase.HELD) {
      dispatch();
    } else {
      // Its turn is of no use to it any more, perhaps to the next.
      pool.wakeIfPossible();
    }
  }

  // Called by the connection to the replica.

  final void connected(UpstreamConnection connection) {
    if (phase == Phase.CONNECTING) {
      send(connection);
    } else {
      // The client has left meanwhile; the connection is as good as new.
      loop.putIdle(connection);
    }
  }

  final void connectFailed(Throwable cause) {
    String reason = cause.getMessage();
    passOver(reason == null ? cause.toString() : reason, Duration.ZERO);
  }

  /** Takes the replica out, which has begun nothing for this request, and goes to another one. */
  private void passOver(String reason, Duration rest) {
    Replica refusing = replica;
    if (refusing != null) {
      pool.eject(refusing, reason, rest);
    }
    if (phase == Phase.ENDED) {
      return;
    }
    leaveReplica();
    if (++connectFailures > MOST_CONNECT_FAILURES) {
      never(ApiError.badGateway("Replicas of pool " + pool.name() + " refuse connections."));
      return;
    }
    pool.retried();
    dispatch();
  }

  private void send(UpstreamConnection connection) {
    upstream = connection;
    phase = Phase.AWAITING;
    headSeen = false;
    attempts++;
    sentAt = loop.now();
    expiresAt = sentAt + timeouts().firstByte().toNanos();
    connection.send(this, request.head().retainedDuplicate(), request.body().retainedDuplicate());
  }

  /** False when this answer is not wanted: the request has been sent elsewhere. */
  final boolean upstreamHead(ResponseHead head) {
    Replica from = replica;
    UpstreamConnection connection = upstream;
    if (from == null || connection == null) {
      return false;
    }
    if (head.status() == 503 && sentElsewhere(from)) {
      return false;
    }
    status = head.status();
    headSeen = true;
    if (answerHead(head, from, connection)) {
      return true;
    }
    upstream = null;
    never(ApiError.badGateway("The replica was lost, and another one gave a different answer."));
    return false;
  }

  /**
   * vLLM's 503 says "try again later or on a different instance", and costs it nothing: so another
   * one is tried, once, if there is another. No more than once, since a fleet whose queues are full
   * must not get a multiple of its load.
   */
  private boolean sentElsewhere(Replica busy) {
    if (triedElsewhere || attempts >= limits().attempts()) {
      return false;
    }
    Replica other = pool.acquire(busy, loop.random());
    if (other == null) {
      return false;
    }
    triedElsewhere = true;
    pool.release(busy);
    pool.retried();
    upstream = null;
    goTo(other);
    return true;
  }

  final void upstreamBody(ByteBuf bytes) {
    if (!bodyBegun && status == 500 && isShuttingDown(bytes)) {
      bytes.release();
      leaveEndingReplica();
      return;
    }
    long now = loop.now();
    expiresAt = now + timeouts().interChunk().toNanos();
    if (!bodyBegun) {
      bodyBegun = true;
      phase = Phase.ANSWERING;
      metrics.firstByte(now - sentAt);
    }
    answerBody(bytes);
  }

  private static boolean isShuttingDown(ByteBuf body) {
    return body.readableBytes() < 1024
        && body.toString(StandardCharsets.US_ASCII).contains(SHUTTING_DOWN);
  }

  /**
   * As a refused connection: nothing was begun, and until its name is gone from the pool the
   * replica would turn away one request after another. So it is taken out, and no attempt counts.
   */
  private void leaveEndingReplica() {
    answerForgotten();
    closeUpstream();
    attempts--;
    passOver("it is shutting down", ENDING_REST);
  }

  final void upstreamReadComplete() {
    if (phase == Phase.ANSWERING || (phase == Phase.AWAITING && headSeen)) {
      answerFlush();
    }
  }

  final void upstreamEnd() {
    if (phase == Phase.ENDED) {
      return;
    }
    upstream = null;
    int code = answerEnd(status);
    end(code);
    afterEnd();
  }

  /** The connection ended before the answer did. */
  final void upstreamLost() {
    UpstreamConnection lost = upstream;
    if (phase == Phase.ENDED || lost == null) {
      return;
    }
    if (phase == Phase.ANSWERING) {
      broken(
          ApiError.badGateway("The replica closed the connection before its answer was complete."));
      return;
    }
    upstream = null;
    answerForgotten();
    boolean stale = lost.used() && !freshConnection && !headSeen;
    if (stale) {
      // It had been closed while idle: says nothing about the replica, and nothing has been tried
      // yet.
      attempts--;
      freshConnection = true;
    } else {
      avoided = replica;
    }
    leaveReplica();
    if (attempts >= limits().attempts()) {
      never(
          ApiError.badGateway(
              "The replica closed the connection before it answered, " + attempts + " times."));
      return;
    }
    pool.retried();
    dispatch();
  }

  /** The connection's bytes make no sense; it is closed already. */
  final void upstreamBroken(@Nullable String reason) {
    if (phase == Phase.ENDED) {
      return;
    }
    ApiError error = ApiError.badGateway("The replica's answer is broken: " + reason + ".");
    if (phase == Phase.ANSWERING) {
      broken(error);
    } else {
      never(error);
    }
  }

  // Called by the client's connection.

  @Override
  public final void cancel() {
    if (phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.HELD) {
      pool.unhold(this);
    }
    closeUpstream();
    pool.cancelled();
    end(CLIENT_LEFT);
  }

  /** The client cannot take more now. */
  final void clientStalled() {
    UpstreamConnection connection = upstream;
    if (connection != null && phase == Phase.ANSWERING) {
      connection.pause();
      stalled = true;
      expiresAt = loop.now() + timeouts().clientStall().toNanos();
    }
  }

  @Override
  public final void clientReady() {
    UpstreamConnection connection = upstream;
    if (stalled && connection != null) {
      stalled = false;
      expiresAt = loop.now() + timeouts().interChunk().toNanos();
      connection.resume();
    }
  }

  @Override
  final void expired(long now) {
    switch (phase) {
      case HELD -> {
        // If it has been woken already, its try is on the way and decides.
        if (pool.unhold(this)) {
          never(ApiError.noReplica(pool.name()));
        } else {
          expiresAt = NEVER;
        }
      }
      case AWAITING -> {
        closeUpstream();
        never(ApiError.timeout("The replica did not begin its answer in time."));
      }
      case ANSWERING -> {
        if (stalled) {
          cancel();
          cutClient();
        } else {
          broken(ApiError.timeout("The replica fell silent in the middle of its answer."));
        }
      }
      case NEW, CONNECTING, ENDED -> expiresAt = NEVER;
    }
  }

  /** Closes the client's connection at once. */
  abstract void cutClient();

  /** The request has ended; the client's next one may begin. */
  abstract void afterEnd();

  private void never(ApiError error) {
    answerForgotten();
    end(error.status());
    answerNever(error);
    afterEnd();
  }

  /** Ends an answer that the subclass cannot go on with. */
  final void fail(ApiError error) {
    if (phase == Phase.ANSWERING) {
      broken(error);
    }
  }

  private void broken(ApiError error) {
    UpstreamConnection connection = upstream;
    closeUpstream();
    metrics.answerBroken();
    end(status);
    if (connection != null) {
      answerBroken(error, connection);
    }
    afterEnd();
  }

  private void closeUpstream() {
    UpstreamConnection connection = upstream;
    upstream = null;
    if (connection != null) {
      connection.close();
    }
  }

  private void leaveReplica() {
    Replica left = replica;
    replica = null;
    if (left != null) {
      pool.release(left);
    }
  }

  private void end(int code) {
    phase = Phase.ENDED;
    loop.forget(this);
    leaveReplica();
    request.head().release();
    request.body().release();
    loop.context().buffered().addAndGet(-request.bufferedBytes());
    pool.leave();
    metrics.ended(request.route(), code);
  }
}
