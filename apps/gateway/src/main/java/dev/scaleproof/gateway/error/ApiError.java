package dev.scaleproof.gateway.error;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An error of the gateway's own, in the shape that vLLM and OpenAI use: {@code
 * {"error":{"message","type","param", "code"}}} with an integer code. The types are vLLM's where it
 * has the error (404), else the status's phrase, as vLLM does for its 503.
 *
 * @param status HTTP status
 * @param type the error's type
 * @param message one sentence for the caller
 * @param param the request field at fault, or null
 * @param retryAfterSeconds what {@code Retry-After} says; 0 for no such header
 */
public record ApiError(
    int status, String type, String message, @Nullable String param, int retryAfterSeconds) {

  private static ApiError of(int status, String type, String message) {
    return new ApiError(status, type, message, null, 0);
  }

  /** 400: the request is wrong. */
  public static ApiError badRequest(String message, @Nullable String param) {
    return new ApiError(400, "BadRequestError", message, param, 0);
  }

  /** 404, vLLM 0.32's words: no pool serves the model. */
  public static ApiError unknownModel(String model, Collection<String> known) {
    String message =
        "The model `"
            + model
            + "` does not exist. Valid aliases: "
            + String.join(", ", known)
            + ".";
    return new ApiError(404, "NotFoundError", message, "model", 0);
  }

  /** 408: the client did not send its request in time. */
  public static ApiError slowRequest() {
    return of(408, "Request Timeout", "The request did not arrive in time.");
  }

  /** 413: the body is larger than the gateway takes. */
  public static ApiError tooLarge(long most) {
    return of(
        413, "Request Entity Too Large", "The request body is larger than " + most + " bytes.");
  }

  /** 429: too many requests wait for a replica already. */
  public static ApiError tooManyHeld(String pool) {
    return new ApiError(
        429,
        "Too Many Requests",
        "Too many requests wait for a replica of pool " + pool + ". Please try again later.",
        null,
        1);
  }

  /** 503: no replica became usable while the request waited. */
  public static ApiError noReplica(String pool) {
    return new ApiError(
        503,
        "Service Unavailable",
        "No replica of pool " + pool + " became available in time. Please try again later.",
        null,
        5);
  }

  /** 503: the memory for request bodies is used up. */
  public static ApiError bufferFull() {
    return new ApiError(
        503,
        "Service Unavailable",
        "The gateway holds too much request data. Please try again later.",
        null,
        1);
  }

  /** 404: there is no such thing. */
  public static ApiError notFound(String message, @Nullable String param) {
    return new ApiError(404, "NotFoundError", message, param, 0);
  }

  /** 409: the same idempotency key came with another request. */
  public static ApiError conflict(String message, String param) {
    return new ApiError(409, "Conflict", message, param, 0);
  }

  /** 429: too many of these at once. */
  public static ApiError tooMany(String message) {
    return new ApiError(429, "Too Many Requests", message, null, 1);
  }

  /** 500: what is wrong has to be put right here. */
  public static ApiError internal(String message) {
    return of(500, "Internal Server Error", message);
  }

  /** 501: this gateway was started without it. */
  public static ApiError notConfigured(String message) {
    return of(501, "Not Implemented", message);
  }

  /** 503: something that is needed is away now. */
  public static ApiError unavailable(String message, int retryAfterSeconds) {
    return new ApiError(503, "Service Unavailable", message, null, retryAfterSeconds);
  }

  /** 502: replicas failed before they answered anything. */
  public static ApiError badGateway(String message) {
    return of(502, "Bad Gateway", message);
  }

  /** 504: a replica was silent too long. */
  public static ApiError timeout(String message) {
    return of(504, "Gateway Timeout", message);
  }

  /** The body, UTF-8. */
  public byte[] json() {
    StringBuilder out = new StringBuilder(160);
    out.append("{\"error\":{\"message\":");
    quote(out, message);
    out.append(",\"type\":");
    quote(out, type);
    out.append(",\"param\":");
    if (param == null) {
      out.append("null");
    } else {
      quote(out, param);
    }
    out.append(",\"code\":").append(status).append("}}");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Appends a JSON string. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // Lone surrogates have no UTF-8 form.
          if (c < 0x20 || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
