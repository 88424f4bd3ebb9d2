package dev.scaleproof.gateway.error;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * Errors of the framework's own routes in vLLM's words: {@code {"detail":"Not Found"}}, and so on
 * by status.
 */
@Singleton
final class DetailErrors implements ErrorResponseProcessor<String> {

  @Override
  public MutableHttpResponse<String> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    String phrase = HttpResponse.status(response.status()).reason();
    StringBuilder body = new StringBuilder("{\"detail\":");
    ApiError.quote(body, phrase);
    return response.body(body.append('}').toString()).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
