package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.JsonBody;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Violations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body in vLLM's order: JSON, content type, rules on the body as it came, shape.
 */
final class BodyReader {
  /** Rules on a body whose shape is not known yet. */
  @FunctionalInterface
  interface Rules {
    Rules NONE = body -> {};

    void check(JsonNode body) throws ApiError.Thrown;
  }

  private BodyReader() {}

  /** The body, once all of that holds. */
  static JsonNode read(byte[] body, @Nullable String contentType, Rules rules, Shape shape)
      throws ApiError.Thrown {
    // Without a content type FastAPI reads JSON first, and vLLM refuses the type afterwards.
    if (contentType != null || body.length == 0) {
      requireJson(contentType);
    }
    JsonNode request = parse(body);
    requireJson(contentType);
    rules.check(request);
    Violations violations = new Violations();
    shape.check(request, "body", violations);
    if (!violations.isEmpty()) {
      throw ApiError.shape(violations).thrown();
    }
    return request;
  }

  private static JsonNode parse(byte[] body) throws ApiError.Thrown {
    try {
      return JsonBody.parse(body);
    } catch (JsonBody.Unreadable unreadable) {
      throw ApiError.shape(unreadable.violations()).thrown();
    } catch (JsonBody.NotText notText) {
      throw ApiError.notText().thrown();
    }
  }

  private static void requireJson(@Nullable String contentType) throws ApiError.Thrown {
    String type =
        contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals("application/json")) {
      throw ApiError.notJson().thrown();
    }
  }
}
