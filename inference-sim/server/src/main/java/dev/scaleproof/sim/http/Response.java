package dev.scaleproof.sim.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer.
 *
 * @param contentType null for none
 * @param headers further headers: name, value, name, value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Response(
    int status, @Nullable String contentType, byte[] body, List<String> headers) {
  private static final byte[] EMPTY = {};

  public static Response json(int status, String json) {
    return new Response(
        status, "application/json", json.getBytes(StandardCharsets.UTF_8), List.of());
  }

  public static Response text(int status, String contentType, byte[] body) {
    return new Response(status, contentType, body, List.of());
  }

  public static Response empty(int status) {
    return new Response(status, null, EMPTY, List.of());
  }

  /** FastAPI's own errors. */
  static Response detail(int status, String detail) {
    return json(status, "{\"detail\":\"" + detail + "\"}");
  }

  /** The same with one header more. */
  public Response with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new Response(status, contentType, body, List.copyOf(more));
  }
}
