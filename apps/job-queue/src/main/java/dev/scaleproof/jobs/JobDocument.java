package dev.scaleproof.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: a question to be answered from the documents.
 *
 * @param question what to answer; not blank
 * @param model which model to ask, the worker's own if null
 * @param topK how many passages to retrieve, 1 to 20
 * @param maxTokens the longest answer in tokens, the model server's own limit if empty
 */
public record JobDocument(
    String question, @Nullable String model, int topK, OptionalInt maxTokens) {
  /** Bytes of a document in UTF-8. */
  public static final int LARGEST = 64 << 10;

  /** Passages, where a document does not say how many. */
  public static final int DEFAULT_TOP_K = 4;

  private static final int MOST_PASSAGES = 20;
  private static final int LONGEST_MODEL_NAME = 256;
  private static final int MOST_TOKENS = 1 << 20;
  private static final Set<String> FIELDS = Set.of("question", "model", "topK", "maxTokens");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /**
   * @throws MalformedJobException if a value is out of its range
   */
  public JobDocument {
    require(!question.isBlank(), "question: must not be blank");
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(question),
        "question: has half of a surrogate pair");
    require(
        model == null
            || (!model.isBlank()
                && model.length() <= LONGEST_MODEL_NAME
                && StandardCharsets.UTF_8.newEncoder().canEncode(model)),
        "model: 1 to " + LONGEST_MODEL_NAME + " characters");
    require(1 <= topK && topK <= MOST_PASSAGES, "topK: a whole number from 1 to " + MOST_PASSAGES);
    require(
        maxTokens.isEmpty() || (1 <= maxTokens.getAsInt() && maxTokens.getAsInt() <= MOST_TOKENS),
        "maxTokens: a whole number from 1 to " + MOST_TOKENS);
    require(
        json(question, model, topK, maxTokens).getBytes(StandardCharsets.UTF_8).length <= LARGEST,
        tooLarge());
  }

  /** The question alone, all else by default. */
  public static JobDocument of(String question) {
    return new JobDocument(question, null, DEFAULT_TOP_K, OptionalInt.empty());
  }

  /**
   * Reads a document strictly: UTF-8, one JSON object, no field twice, none that is not known.
   *
   * @throws MalformedJobException if it is anything else
   */
  public static JobDocument parse(byte[] json) {
    require(json.length <= LARGEST, tooLarge());
    JsonNode root;
    try (JsonParser parser = MAPPER.createParser(json)) {
      root = MAPPER.readTree(parser);
      require(parser.nextToken() == null, "more than one JSON value");
    } catch (JsonProcessingException e) {
      throw new MalformedJobException("not JSON: " + oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new MalformedJobException("not JSON in UTF-8: " + oneLine(e.getMessage()));
    }
    require(root != null && root.isObject(), "not a JSON object");
    return of((ObjectNode) root);
  }

  private static JobDocument of(ObjectNode root) {
    for (var field : root.properties()) {
      require(
          FIELDS.contains(field.getKey()),
          "unknown field \"%s\": known are question, model, topK and maxTokens"
              .formatted(oneLine(field.getKey())));
    }
    JsonNode question = root.path("question");
    require(question.isTextual(), "question: a text is required");
    JsonNode model = root.path("model");
    require(absent(model) || model.isTextual(), "model: must be a text");
    OptionalInt topK = number(root, "topK", MOST_PASSAGES);
    return new JobDocument(
        question.textValue(),
        absent(model) ? null : model.textValue(),
        topK.orElse(DEFAULT_TOP_K),
        number(root, "maxTokens", MOST_TOKENS));
  }

  private static OptionalInt number(ObjectNode root, String name, int most) {
    JsonNode value = root.path(name);
    if (absent(value)) {
      return OptionalInt.empty();
    }
    require(
        value.isIntegralNumber() && value.canConvertToInt(),
        name + ": a whole number from 1 to " + most);
    return OptionalInt.of(value.intValue());
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** The document with its fields in a fixed order: equal documents give equal texts. */
  public String json() {
    return json(question, model, topK, maxTokens);
  }

  private static String json(
      String question, @Nullable String model, int topK, OptionalInt maxTokens) {
    ObjectNode root = MAPPER.createObjectNode().put("question", question);
    if (model != null) {
      root.put("model", model);
    }
    root.put("topK", topK);
    maxTokens.ifPresent(tokens -> root.put("maxTokens", tokens));
    return root.toString();
  }

  private static String tooLarge() {
    return "larger than " + LARGEST + " bytes";
  }

  private static String oneLine(@Nullable String text) {
    String line = String.valueOf(text).lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedJobException(otherwise);
    }
  }
}
