package dev.scaleproof.sim.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.UUID;

/** Response headers in the order in which vLLM's server sends them. */
final class Heads {
  private static final String SERVER = "uvicorn";
  private static final String VARY = "Origin";
  private static final int UNAUTHORIZED = 401;

  private Heads() {}

  static void fill(
      HttpHeaders headers,
      HttpSettings settings,
      HttpRequest request,
      Response response,
      boolean close) {
    begin(headers);
    List<String> more = response.headers();
    for (int i = 0; i < more.size(); i += 2) {
      headers.add(more.get(i), more.get(i + 1));
    }
    headers.set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    if (response.contentType() != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
    }
    // vLLM checks API keys before CORS sees a request.
    if (response.status() != UNAUTHORIZED && !headers.contains(HttpHeaderNames.VARY)) {
      headers.set(HttpHeaderNames.VARY, VARY);
    }
    end(headers, settings, request, close);
  }

  static void fillStreamed(
      HttpHeaders headers,
      HttpSettings settings,
      HttpRequest request,
      String contentType,
      boolean close,
      boolean chunked) {
    begin(headers);
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.VARY, VARY);
    end(headers, settings, request, close);
    if (chunked) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private static void begin(HttpHeaders headers) {
    headers.set(HttpHeaderNames.DATE, DateHeader.now());
    headers.set(HttpHeaderNames.SERVER, SERVER);
  }

  private static void end(
      HttpHeaders headers, HttpSettings settings, HttpRequest request, boolean close) {
    if (settings.requestIdHeaders()) {
      String given = request.headers().get("x-request-id");
      headers.set("x-request-id", given != null ? given : newId());
    }
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
