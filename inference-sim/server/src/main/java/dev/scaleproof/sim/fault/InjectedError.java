package dev.scaleproof.sim.fault;

import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.text.JsonText;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Errors in the form of vLLM's. */
final class InjectedError {
  private InjectedError() {}

  static Response response(Effect.Failure failure) {
    Response response =
        json(failure.status(), type(failure.status()), "This failure was asked for.", "null");
    Integer seconds = failure.retryAfterSeconds();
    return seconds == null ? response : response.with("retry-after", seconds.toString());
  }

  static Response badRequest(String message, String parameter) {
    return json(400, type(400), message, parameter.isEmpty() ? "null" : JsonText.quote(parameter));
  }

  /** vLLM names three itself and takes the status' phrase for the others. */
  private static String type(int status) {
    return switch (status) {
      case 400 -> "BadRequestError";
      case 404 -> "NotFoundError";
      case 500 -> "InternalServerError";
      default -> HttpResponseStatus.valueOf(status).reasonPhrase();
    };
  }

  private static Response json(int status, String type, String message, String parameter) {
    return Response.json(
        status,
        "{\"error\":{\"message\":%s,\"type\":%s,\"param\":%s,\"code\":%d}}"
            .formatted(JsonText.quote(message), JsonText.quote(type), parameter, status));
  }
}
