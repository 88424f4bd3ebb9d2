package dev.scaleproof.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What {@code /chat} answers, made from a model server's chat completion. */
public final class ChatAnswer {

  private ChatAnswer() {}

  /**
   * {@code {"answer","sources","model","finish_reason","usage"}} as UTF-8 JSON, or null if this is
   * no completion. There are no sources yet: nothing is looked up.
   */
  public static byte @Nullable [] from(byte[] completion) {
    try {
      JsonNode root = ChatQuestion.JSON.readTree(completion);
      JsonNode choice = root.path("choices").path(0);
      JsonNode content = choice.path("message").path("content");
      if (!content.isTextual()) {
        return null;
      }
      ObjectNode answer = ChatQuestion.JSON.createObjectNode();
      answer.put("answer", content.asText());
      answer.putArray("sources");
      answer.set("model", root.path("model"));
      answer.set("finish_reason", choice.path("finish_reason"));
      answer.set("usage", root.path("usage"));
      // What the model server left out is left out here as well.
      answer.properties().removeIf(field -> field.getValue().isMissingNode());
      return ChatQuestion.JSON.writeValueAsBytes(answer);
    } catch (IOException malformed) {
      return null;
    }
  }
}
