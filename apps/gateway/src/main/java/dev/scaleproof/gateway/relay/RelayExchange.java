package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.Replica;
import dev.scaleproof.gateway.relay.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request whose answer goes to the client as it comes: same bytes, same chunks. */
final class RelayExchange extends Exchange {

  /** A body up to this size is copied behind its head: one buffer, one system call. */
  private static final int COPIED_WITH_HEAD = 4 << 10;

  private final ClientConnection client;
  private final boolean http10;
  private @Nullable ByteBuf pendingHead;
  private @Nullable ByteBuf unframed;
  private boolean unframing;
  private boolean eventStream;
  private boolean keepAlive;

  /** Whether the head of this answer goes to the client before its body begins. */
  private boolean sentEarly;

  private boolean headSent;

  RelayExchange(Loop loop, Pool pool, Prepared request, ClientConnection client, boolean http10) {
    super(loop, pool, request);
    this.client = client;
    this.http10 = http10;
  }

  @Override
  boolean answerHead(ResponseHead head, Replica from, UpstreamConnection connection) {
    if (headSent) {
      return head.status() == 200 && head.eventStream() && head.framing() == Framing.CHUNKED;
    }
    eventStream = head.eventStream();
    unframing = http10 && head.framing() == Framing.CHUNKED;
    keepAlive = client.keepAlive() && head.framing() != Framing.CLOSE && !unframing;
    sentEarly =
        head.status() == 200 && eventStream && head.framing() == Framing.CHUNKED && !unframing;
    pendingHead =
        head.write(client.allocator(), http10, keepAlive, from.headerLine(), COPIED_WITH_HEAD);
    return true;
  }

  @Override
  @Nullable ByteBuf payload() {
    if (unframing && unframed == null) {
      unframed = client.allocator().ioBuffer();
    }
    return unframed;
  }

  @Override
  void answerBody(ByteBuf bytes) {
    ByteBuf out = bytes;
    if (unframing) {
      bytes.release();
      out = unframed;
      unframed = null;
      if (out == null) {
        return;
      }
    }
    ByteBuf head = pendingHead;
    if (head != null) {
      pendingHead = null;
      if (out.readableBytes() <= COPIED_WITH_HEAD) {
        head.writeBytes(out);
        out.release();
        out = head;
      } else {
        client.write(head);
      }
    }
    client.write(out);
    if (!client.isWritable()) {
      clientStalled();
    }
  }

  private void writePendingHead() {
    ByteBuf head = pendingHead;
    if (head != null) {
      pendingHead = null;
      client.write(head);
    }
  }

  @Override
  void answerFlush() {
    if (pendingHead != null) {
      if (!sentEarly) {
        return;
      }
      writePendingHead();
      headSent = true;
    }
    client.flush();
  }

  @Override
  int answerEnd(int upstreamStatus) {
    writePendingHead();
    client.flush();
    return upstreamStatus;
  }

  @Override
  void answerForgotten() {
    dispose();
  }

  @Override
  void answerNever(ApiError error) {
    if (headSent) {
      keepAlive = false;
      client.write(errorEvent(error, false, true));
      client.flush();
      return;
    }
    keepAlive = client.keepAlive();
    client.reply(error, keepAlive);
  }

  /**
   * A stream of events ends with one that says what happened, if it can be put between two chunks;
   * then the connection closes without the last chunk, so that no client can take the answer for
   * complete. Everything else just ends short.
   */
  @Override
  void answerBroken(ApiError error, UpstreamConnection connection) {
    keepAlive = false;
    boolean framed = connection.framing() == Framing.CHUNKED && !unframing;
    boolean between =
        framed ? connection.chunks().atChunkBoundary() : connection.framing() != Framing.LENGTH;
    if (eventStream && between) {
      boolean inEvent =
          connection.framing() == Framing.CHUNKED && !connection.chunks().atEventEnd();
      client.write(errorEvent(error, inEvent, framed));
    } else if (connection.framing() == Framing.CLOSE || unframing) {
      // Where only the connection's end ends the body, an orderly end would look like success.
      client.resetAfterFlush();
    }
    client.flush();
  }

  private ByteBuf errorEvent(ApiError error, boolean inEvent, boolean framed) {
    String event =
        (inEvent ? "\n\n" : "")
            + "data: "
            + new String(error.json(), StandardCharsets.UTF_8)
            + "\n\n";
    byte[] data = event.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = client.allocator().ioBuffer(data.length + 16);
    if (framed) {
      out.writeCharSequence(Integer.toHexString(data.length) + "\r\n", StandardCharsets.US_ASCII);
    }
    out.writeBytes(data);
    if (framed) {
      out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
    }
    return out;
  }

  @Override
  void cutClient() {
    dispose();
    client.abort();
  }

  @Override
  public void dispose() {
    if (pendingHead != null) {
      pendingHead.release();
      pendingHead = null;
    }
    if (unframed != null) {
      unframed.release();
      unframed = null;
    }
  }

  @Override
  void afterEnd() {
    dispose();
    client.answered(keepAlive);
  }
}
