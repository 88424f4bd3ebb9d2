package dev.scaleproof.sim.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A request body as it comes in, up to a limit. */
final class RequestBody {
  private final RouteHandler handler;
  private final long limit;
  private byte[] bytes = {};
  private int size;

  RequestBody(RouteHandler handler, long limit) {
    this.handler = handler;
    this.limit = limit;
  }

  RouteHandler handler() {
    return handler;
  }

  /** False if the body is longer than the limit. */
  boolean add(ByteBuf part) {
    int more = part.readableBytes();
    if (size + (long) more > limit) {
      bytes = new byte[0];
      return false;
    }
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, size == 0 ? more : Math.max(size + more, size * 2));
    }
    part.readBytes(bytes, size, more);
    size += more;
    return true;
  }

  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
