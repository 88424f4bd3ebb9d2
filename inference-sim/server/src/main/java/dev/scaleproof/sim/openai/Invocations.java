package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.validation.Shapes;
import org.jspecify.annotations.Nullable;

/** {@code POST /invocations}: whatever the request's shape says it is. */
public final class Invocations {
  private final GenerateHandler generate;

  public Invocations(GenerateHandler generate) {
    this.generate = generate;
  }

  /** A chat if it has messages, else a completion. */
  public void invoke(Exchange exchange) {
    generate.generate(exchange, this::job, ApiError::response);
  }

  private Job job(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request = BodyReader.read(body, contentType, BodyReader.Rules.NONE, Shapes.ANY);
    return request.has("messages")
        ? generate.reader().chat(body, contentType)
        : generate.reader().completion(body, contentType);
  }
}
