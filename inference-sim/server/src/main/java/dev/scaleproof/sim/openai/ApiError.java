package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.validation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served, as vLLM words it.
 *
 * @param status the HTTP status, which is also the error's {@code code}
 * @param type vLLM's error type
 * @param param the parameter at fault, or null
 */
record ApiError(int status, String message, String type, @Nullable String param) {
  /** Thrown where a request turns out to be wrong. */
  static final class Thrown extends Exception {
    private static final long serialVersionUID = 1;
    private final transient ApiError error;

    Thrown(ApiError error) {
      super(error.message(), null, false, false);
      this.error = error;
    }

    ApiError error() {
      return error;
    }
  }

  private static final int NOT_FOUND = 404;
  private static final String BUSY =
      "The engine is currently busy and cannot accept new requests. Please try again later or on a"
          + " different instance.";

  /** The request's shape is wrong. */
  static ApiError shape(Violations violations) {
    return new ApiError(400, violations.message(), "Bad Request", violations.firstLocation());
  }

  /** The request's Content-Type is not JSON. */
  static ApiError notJson() {
    return new ApiError(
        400,
        "1 validation error:\n  Unsupported Media Type: Only 'application/json' is allowed",
        "Bad Request",
        null);
  }

  /** FastAPI could not even decode the body. */
  static ApiError notText() {
    return new ApiError(400, "There was an error parsing the body", "Bad Request", null);
  }

  /** A value is wrong that no single parameter is named for. */
  static ApiError bad(String message) {
    return new ApiError(400, message, "BadRequestError", null);
  }

  /** A parameter is wrong, whatever its value. */
  static ApiError badParameter(String parameter, String message) {
    return new ApiError(
        400, message + " (parameter=" + parameter + ")", "BadRequestError", parameter);
  }

  /** A parameter's value is wrong. */
  static ApiError badValue(String parameter, String value, String message) {
    return new ApiError(
        400,
        message + " (parameter=" + parameter + ", value=" + value + ")",
        "BadRequestError",
        parameter);
  }

  static ApiError unknownModel(String model, String served) {
    return new ApiError(
        404,
        "The model `" + model + "` does not exist. Valid aliases: " + served + ".",
        "NotFoundError",
        "model");
  }

  /** There is no response of that id: nothing is stored, as in vLLM by default. */
  static ApiError unknownResponse(String id) {
    return new ApiError(
        404, "Response with id '" + id + "' not found.", "invalid_request_error", "response_id");
  }

  /** A part of the API that a flag of vLLM's would switch on. */
  static ApiError scaleOutDisabled() {
    return new ApiError(
        403,
        "Scale-out endpoints are disabled. Restart vllm serve with --enable-scale-out to enable"
            + " them.",
        "PermissionDeniedError",
        null);
  }

  /** A request that only another surface refuses in its own way. */
  static ApiError invalid(String message, String param) {
    return new ApiError(400, message, "invalid_request_error", param);
  }

  /** {@code --max-num-queued-reqs} is reached. */
  static ApiError busy() {
    return new ApiError(503, BUSY, "Service Unavailable", null);
  }

  /** The engine has died: vLLM's {@code EngineDeadError} (v1/engine/exceptions.py). */
  static ApiError engineDead() {
    return internal("EngineCore encountered an issue. See stack trace (above) for the root cause.");
  }

  /** The server is shutting down. */
  static ApiError shuttingDown() {
    return internal("cannot schedule new futures after shutdown");
  }

  static ApiError internal(String message) {
    return new ApiError(500, message, "InternalServerError", null);
  }

  Thrown thrown() {
    return new Thrown(this);
  }

  String json() {
    return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":%s,\"code\":%d}}"
        .formatted(
            JsonText.quote(message),
            JsonText.quote(type),
            param == null ? "null" : JsonText.quote(param),
            status);
  }

  /** As an event of a stream, which vLLM writes with Python's blanks. */
  String event() {
    return "data: {\"error\": {\"message\": %s, \"type\": %s, \"param\": %s, \"code\": %d}}\n\n"
        .formatted(
            JsonText.quote(message),
            JsonText.quote(type),
            param == null ? "null" : JsonText.quote(param),
            status);
  }

  Response response() {
    return Response.json(status, json());
  }

  /** As {@code /v1/messages} says what it found itself: an unknown model. */
  Response messagesResponse() {
    return status == NOT_FOUND ? Response.json(status, messagesJson()) : response();
  }

  String messagesJson() {
    return "{\"type\":\"error\",\"error\":{\"type\":%s,\"message\":%s}}"
        .formatted(JsonText.quote(type), JsonText.quote(message));
  }
}
