package dev.scaleproof.gateway.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.gateway.chat.ChatQuestion;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.MalformedJobException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job as it is posted, read strictly. */
record JobPost(String queue, JobDocument document) {

  private static final Set<String> FIELDS =
      Set.of("question", "model", "topK", "maxTokens", "queue");

  /** How the library's messages name the field at fault. */
  private static final Pattern FIELD = Pattern.compile("(question|model|topK|maxTokens): (.*)");

  private static final String TOO_LARGE = "larger than ";

  /**
   * @param queues that take jobs, the default first
   */
  static JobPost parse(byte[] json, List<String> queues) throws Refusal {
    if (json.length > JobDocument.LARGEST) {
      throw new Refusal(ApiError.tooLarge(JobDocument.LARGEST));
    }
    ObjectNode root = object(json);
    for (var field : root.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw bad(
            "Unknown field `"
                + field.getKey()
                + "`; known are `question`, `model`, `topK`, `maxTokens` and `queue`.",
            field.getKey());
      }
    }
    String queue = queue(root.path("queue"), queues);
    root.remove("queue");
    try {
      return new JobPost(queue, JobDocument.parse(JobJson.MAPPER.writeValueAsBytes(root)));
    } catch (MalformedJobException malformed) {
      throw refusal(malformed);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The job that answers a question. */
  static JobPost of(ChatQuestion question, List<String> queues) throws Refusal {
    try {
      return new JobPost(
          queues.getFirst(),
          new JobDocument(
              question.question(), null, question.sources(), OptionalInt.of(question.maxTokens())));
    } catch (MalformedJobException malformed) {
      throw refusal(malformed);
    }
  }

  private static ObjectNode object(byte[] json) throws Refusal {
    JsonNode root;
    try {
      root = JobJson.MAPPER.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw bad("The body is not valid JSON: " + malformed.getOriginalMessage(), null);
    } catch (IOException notUtf8) {
      throw bad("The body is not JSON in UTF-8.", null);
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw bad("The body must be a JSON object with the field `question`.", null);
  }

  private static String queue(JsonNode wanted, List<String> queues) throws Refusal {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return queues.getFirst();
    }
    if (wanted.isTextual() && queues.contains(wanted.textValue())) {
      return wanted.textValue();
    }
    throw bad("`queue` must be one of " + String.join(", ", queues) + ".", "queue");
  }

  private static Refusal refusal(MalformedJobException malformed) {
    String message = String.valueOf(malformed.getMessage());
    if (message.startsWith(TOO_LARGE)) {
      return new Refusal(ApiError.tooLarge(JobDocument.LARGEST));
    }
    Matcher field = FIELD.matcher(message);
    return field.matches()
        ? bad("`" + field.group(1) + "`: " + field.group(2) + ".", field.group(1))
        : bad("The job is wrong: " + message + ".", null);
  }

  private static Refusal bad(String message, @org.jspecify.annotations.Nullable String param) {
    return new Refusal(ApiError.badRequest(message, param));
  }
}
