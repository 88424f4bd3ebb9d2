package dev.scaleproof.gateway.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question as it is posted to {@code /chat}, read strictly: unknown fields, duplicates and wrong
 * types are mistakes.
 *
 * @param question what is asked; not blank
 * @param sources how many sources to look up, 1 to 20 (the field {@code k})
 * @param maxTokens the longest answer, 1 to 32,768
 */
public record ChatQuestion(String question, int sources, int maxTokens) {

  private static final int DEFAULT_SOURCES = 4;
  private static final int DEFAULT_MAX_TOKENS = 256;
  private static final int MOST_SOURCES = 20;
  private static final int MOST_TOKENS = 32_768;
  private static final int LONGEST_QUESTION = 32_768;
  private static final Set<String> FIELDS = Set.of("question", "k", "max_tokens");

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What is wrong with a question; the message is one line for the caller. */
  public static final class Invalid extends Exception {

    private static final long serialVersionUID = 1L;
    private final @Nullable String param;

    Invalid(String message, @Nullable String param) {
      super(message, null, false, false);
      this.param = param;
    }

    /** The field at fault, or null when it is the whole. */
    public @Nullable String param() {
      return param;
    }
  }

  /** Reads a question from UTF-8 JSON. */
  public static ChatQuestion parse(byte[] json) throws Invalid {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new Invalid("The body is not valid JSON: " + malformed.getOriginalMessage(), null);
    } catch (IOException impossible) {
      throw new Invalid("The body cannot be read.", null);
    }
    if (root == null || !root.isObject()) {
      throw new Invalid("The body must be a JSON object with the field `question`.", null);
    }
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new Invalid(
            "Unknown field `" + name + "`; known are `question`, `k` and `max_tokens`.", name);
      }
    }
    JsonNode question = root.get("question");
    if (question == null || !question.isTextual() || question.asText().isBlank()) {
      throw new Invalid("`question` must be text that is not blank.", "question");
    }
    if (question.asText().length() > LONGEST_QUESTION) {
      throw new Invalid(
          "`question` is longer than " + LONGEST_QUESTION + " characters.", "question");
    }
    return new ChatQuestion(
        question.asText(),
        integer(root, "k", DEFAULT_SOURCES, 1, MOST_SOURCES),
        integer(root, "max_tokens", DEFAULT_MAX_TOKENS, 1, MOST_TOKENS));
  }

  private static int integer(JsonNode root, String name, int otherwise, int least, int most)
      throws Invalid {
    JsonNode value = root.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw new Invalid(
          "`" + name + "` must be a whole number from " + least + " to " + most + ".", name);
    }
    return value.intValue();
  }

  /**
   * The chat completion that asks the model.
   *
   * @param model the model's name, or null to leave the choice to the model server
   */
  public byte[] toCompletion(@Nullable String model) {
    ObjectNode root = JSON.createObjectNode();
    if (model != null) {
      root.put("model", model);
    }
    root.putArray("messages").addObject().put("role", "user").put("content", question);
    root.put("max_tokens", maxTokens).put("stream", false);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
