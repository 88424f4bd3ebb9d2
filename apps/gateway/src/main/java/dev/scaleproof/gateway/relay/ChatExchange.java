package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.chat.ChatAnswer;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.Replica;
import dev.scaleproof.gateway.relay.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A question: the completion is collected and becomes one answer of ours. An error of the model
 * server is passed on.
 */
final class ChatExchange extends Exchange {

  private static final int LARGEST = 8 << 20;

  private final ClientConnection client;
  private final ByteBuf collected;
  private boolean chunked;
  private boolean disposed;
  private String replicaLine = "";

  ChatExchange(Loop loop, Pool pool, Prepared request, ClientConnection client) {
    super(loop, pool, request);
    this.client = client;
    this.collected = client.allocator().buffer();
  }

  @Override
  boolean answerHead(ResponseHead head, Replica from, UpstreamConnection connection) {
    chunked = head.framing() == Framing.CHUNKED;
    replicaLine = new String(from.headerLine(), StandardCharsets.US_ASCII);
    return true;
  }

  @Override
  @Nullable ByteBuf payload() {
    return chunked ? collected : null;
  }

  @Override
  void answerBody(ByteBuf bytes) {
    if (!chunked) {
      collected.writeBytes(bytes);
    }
    bytes.release();
    if (collected.readableBytes() > LARGEST) {
      fail(ApiError.badGateway("The model server's answer is too large."));
    }
  }

  @Override
  void answerFlush() {
    // Nothing goes out before the end.
  }

  @Override
  int answerEnd(int upstreamStatus) {
    byte[] body = ByteBufUtil.getBytes(collected);
    if (upstreamStatus != 200) {
      client.reply(upstreamStatus, body, replicaLine, client.keepAlive());
      return upstreamStatus;
    }
    byte[] answer = ChatAnswer.from(body);
    if (answer == null) {
      ApiError error = ApiError.badGateway("The model server's answer is not a chat completion.");
      client.reply(error, client.keepAlive());
      return error.status();
    }
    client.reply(200, answer, replicaLine, client.keepAlive());
    return 200;
  }

  @Override
  void answerForgotten() {
    // Of the head only its framing was kept, which the next one sets anew.
  }

  @Override
  void answerNever(ApiError error) {
    client.reply(error, client.keepAlive());
  }

  @Override
  void answerBroken(ApiError error, UpstreamConnection connection) {
    client.reply(error, client.keepAlive());
  }

  @Override
  void cutClient() {
    dispose();
    client.abort();
  }

  @Override
  public void dispose() {
    if (!disposed) {
      disposed = true;
      collected.release();
    }
  }

  @Override
  void afterEnd() {
    dispose();
    client.answered(client.keepAlive());
  }
}
