package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.text.Message;
import dev.scaleproof.sim.validation.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of a chat as text. */
final class Chat {
  private static final Set<String> TEXTS =
      Set.of("text", "input_text", "output_text", "refusal", "thinking");
  private static final Set<String> MEDIA =
      Set.of(
          "image_url",
          "image_pil",
          "image_embeds",
          "input_image",
          "audio_url",
          "audio_embeds",
          "input_audio",
          "video_url",
          "video_embeds",
          "prompt_embeds",
          "file");

  private Chat() {}

  /**
   * Reads a list of messages.
   *
   * @param model named in the error for a message that is more than text
   */
  static List<Message> messages(JsonNode list, String model) throws ApiError.Thrown {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : list) {
      StringBuilder text = new StringBuilder(content(Fields.get(message, "content"), model));
      // Calls that an earlier answer made are a part of what the model has said.
      for (JsonNode call : Fields.get(message, "tool_calls")) {
        text.append(text.isEmpty() ? "" : "\n").append(Fields.get(call, "function"));
      }
      messages.add(new Message(Fields.get(message, "role").asText(), text.toString()));
    }
    return messages;
  }

  /** The text of a message's content, which is a string or a list of parts. */
  static String content(JsonNode content, String model) throws ApiError.Thrown {
    if (content.isTextual()) {
      return content.asText();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content.isArray() ? content : List.<JsonNode>of()) {
      texts.add(part.isTextual() ? part.asText() : part(part, model));
    }
    return String.join("\n", texts);
  }

  private static String part(JsonNode part, String model) throws ApiError.Thrown {
    JsonNode type = Fields.get(part, "type");
    JsonNode text = Fields.get(part, type.asText().equals("refusal") ? "refusal" : "text");
    if (type.isNull() ? text.isTextual() : TEXTS.contains(type.asText())) {
      return text.isTextual() ? text.asText() : "";
    }
    if (MEDIA.contains(type.asText())) {
      throw ApiError.bad(model + " is not a multimodal model").thrown();
    }
    throw ApiError.bad("Unknown part type: " + type.asText()).thrown();
  }

  /** The last thing that a user said, or null. */
  static @Nullable String lastOfUser(List<Message> messages) {
    return messages.reversed().stream()
        .filter(message -> message.role().equals("user"))
        .map(Message::content)
        .findFirst()
        .orElse(null);
  }
}
