package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scaleproof.sim.text.JsonSample;
import dev.scaleproof.sim.text.RegexText;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Answers whose form a request prescribes: JSON, a choice, a regular expression. */
final class StructuredOutput {
  private static final ObjectReader READER = new JsonMapper().reader();

  private StructuredOutput() {}

  /** How such a request is answered, or null if it prescribes nothing. */
  static @Nullable Speech of(JsonNode request) throws ApiError.Thrown {
    JsonNode structured = Fields.get(request, "structured_outputs");
    if (structured.isObject()) {
      return constrained(structured);
    }
    return format(Fields.get(request, "response_format"));
  }

  /** What {@code response_format} prescribes. */
  private static @Nullable Speech format(JsonNode format) throws ApiError.Thrown {
    return switch (Fields.get(format, "type").asText()) {
      case "json_object" -> anyJson();
      case "json_schema" -> schema(Fields.get(Fields.get(format, "json_schema"), "schema"));
      case "structural_tag" -> throw unsupported("structural tags");
      default -> null;
    };
  }

  private static @Nullable Speech constrained(JsonNode structured) throws ApiError.Thrown {
    JsonNode json = Fields.get(structured, "json");
    if (json.isTextual()) {
      try {
        return schema(READER.readTree(json.asText()));
      } catch (JsonProcessingException broken) {
        throw ApiError.bad("Invalid JSON grammar specification.").thrown();
      }
    }
    if (json.isObject()) {
      return schema(json);
    }
    JsonNode regex = Fields.get(structured, "regex");
    if (regex.isTextual()) {
      return regex(regex.asText());
    }
    JsonNode choice = Fields.get(structured, "choice");
    if (choice.isArray()) {
      if (choice.isEmpty()) {
        throw ApiError.bad("Choice must not be empty.").thrown();
      }
      return random -> new Speech.Script(choice.get(random.nextInt(choice.size())).asText());
    }
    if (!Fields.get(structured, "grammar").isNull()
        || !Fields.get(structured, "structural_tag").isNull()) {
      throw unsupported("grammars and structural tags");
    }
    JsonNode any = Fields.get(structured, "json_object");
    return !any.isNull() && Lax.booleanOf(any) ? anyJson() : null;
  }

  static Speech anyJson() {
    return random -> new Speech.Script(JsonSample.any(random).toString());
  }

  static Speech schema(JsonNode schema) throws ApiError.Thrown {
    if (schema.isNull()) {
      return anyJson();
    }
    try {
      // Once beforehand: what cannot be followed is the request's mistake.
      String first = JsonSample.of(schema, new SplittableRandom(0)).toString();
      return random -> {
        try {
          return new Speech.Script(JsonSample.of(schema, random).toString());
        } catch (JsonSample.Unsupported unlucky) {
          return new Speech.Script(first);
        }
      };
    } catch (JsonSample.Unsupported wrong) {
      throw ApiError.bad("Failed to transform json schema into a grammar: " + wrong.getMessage())
          .thrown();
    }
  }

  private static Speech regex(String expression) throws ApiError.Thrown {
    try {
      RegexText texts = RegexText.of(expression);
      return random -> new Speech.Script(texts.draw(random));
    } catch (RegexText.Unsupported wrong) {
      throw ApiError.bad("Failed to transform regex into a grammar: " + wrong.getMessage())
          .thrown();
    }
  }

  private static ApiError.Thrown unsupported(String what) {
    return ApiError.bad("The simulator does not follow " + what + ".").thrown();
  }
}
