package dev.scaleproof.gateway.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Encodes the framework's own answers (health, metrics, unknown routes) and says when one is
 * complete. Stands where the framework's codec stood: that one pairs each answer with a request
 * that it decoded itself, and relayed ones pass it by.
 */
final class LocalResponseEncoder extends HttpResponseEncoder {

  private final ClientConnection client;

  LocalResponseEncoder(ClientConnection client) {
    this.client = client;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return client.localIsHead() || super.isContentAlwaysEmpty(response);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    boolean isInterim = message instanceof HttpResponse response && response.status().code() < 200;
    boolean isLast = message instanceof LastHttpContent && !isInterim;
    super.write(ctx, message, promise);
    if (isLast) {
      client.localAnswered();
    }
  }
}
