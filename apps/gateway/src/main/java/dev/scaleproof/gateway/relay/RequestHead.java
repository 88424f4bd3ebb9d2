package dev.scaleproof.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes a request's line and headers for a replica: as the client sent them, without those that
 * are about the client's own connection (RFC 9110, 7.6.1) and with the body's length, which is
 * known by then.
 */
final class RequestHead {

  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT_LENGTH =
      "content-length: ".getBytes(StandardCharsets.US_ASCII);

  private static final List<AsciiString> PASSED_ON =
      List.of(
          HttpHeaderNames.HOST, HttpHeaderNames.AUTHORIZATION, AsciiString.cached("x-request-id"));

  private RequestHead() {}

  /** The head; the caller releases it. */
  static ByteBuf write(ByteBufAllocator allocator, HttpRequest request, int bodyLength) {
    ByteBuf out = allocator.ioBuffer(512);
    ByteBufUtil.writeAscii(out, request.method().asciiName());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, request.uri());
    out.writeBytes(VERSION);
    List<String> nominated = nominated(request);
    boolean lengthIsNeeded = bodyLength > 0;
    Iterator<Map.Entry<CharSequence, CharSequence>> headers =
        request.headers().iteratorCharSequence();
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      CharSequence name = header.getKey();
      if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
        lengthIsNeeded = true;
      } else if (!isAboutConnection(name) && !contains(nominated, name)) {
        ByteBufUtil.writeAscii(out, name);
        out.writeByte(':').writeByte(' ');
        ByteBufUtil.writeAscii(out, header.getValue());
        out.writeByte('\r').writeByte('\n');
      }
    }
    if (lengthIsNeeded) {
      out.writeBytes(CONTENT_LENGTH);
      ByteBufUtil.writeAscii(out, Integer.toString(bodyLength));
      out.writeByte('\r').writeByte('\n');
    }
    out.writeByte('\r').writeByte('\n');
    return out;
  }

  /** The head of a chat completion made from another request; only who asks is taken over. */
  static ByteBuf ofCompletion(ByteBufAllocator allocator, HttpRequest request, int bodyLength) {
    ByteBuf out = allocator.ioBuffer(256);
    ByteBufUtil.writeAscii(
        out, "POST /v1/chat/completions HTTP/1.1\r\ncontent-type: application/json\r\n");
    for (AsciiString name : PASSED_ON) {
      String value = request.headers().get(name);
      if (value != null) {
        ByteBufUtil.writeAscii(out, name);
        out.writeByte(':').writeByte(' ');
        ByteBufUtil.writeAscii(out, value);
        out.writeByte('\r').writeByte('\n');
      }
    }
    out.writeBytes(CONTENT_LENGTH);
    ByteBufUtil.writeAscii(out, bodyLength + "\r\n\r\n");
    return out;
  }

  /** The names that the client's Connection header lists. */
  private static List<String> nominated(HttpRequest request) {
    String connection = request.headers().get(HttpHeaderNames.CONNECTION);
    if (connection == null
        || AsciiString.contentEqualsIgnoreCase(connection, "keep-alive")
        || AsciiString.contentEqualsIgnoreCase(connection, "close")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String value : request.headers().getAll(HttpHeaderNames.CONNECTION)) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip());
      }
    }
    return names;
  }

  private static boolean contains(List<String> names, CharSequence name) {
    for (String nominated : names) {
      if (AsciiString.contentEqualsIgnoreCase(nominated, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAboutConnection(CharSequence name) {
    return switch (name.length()) {
      case 2 -> HttpHeaderNames.TE.contentEqualsIgnoreCase(name);
      case 6 -> HttpHeaderNames.EXPECT.contentEqualsIgnoreCase(name);
      case 7 ->
          HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(name)
              || HttpHeaderNames.TRAILER.contentEqualsIgnoreCase(name);
      case 10 ->
          HttpHeaderNames.CONNECTION.contentEqualsIgnoreCase(name)
              || AsciiString.contentEqualsIgnoreCase("keep-alive", name);
      case 16 -> AsciiString.contentEqualsIgnoreCase("proxy-connection", name);
      case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
      default -> false;
    };
  }
}
