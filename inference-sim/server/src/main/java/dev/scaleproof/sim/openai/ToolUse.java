package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.text.JsonSample;
import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.text.Message;
import dev.scaleproof.sim.validation.Fields;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which tool a request's answer calls. Where the choice is the model's, one is called for every
 * message of a user, the one that the message names if it names one; a tool's result is answered
 * with text. Arguments are made up from the tool's parameters.
 */
final class ToolUse {
  /** How an answer has to call tools. */
  enum Mode {
    NONE,
    AUTO,
    REQUIRED,
    NAMED
  }

  private final Mode mode;
  private final List<JsonNode> functions;

  private ToolUse(Mode mode, List<JsonNode> functions) {
    this.mode = mode;
    this.functions = functions;
  }

  /**
   * What a chat request asks for.
   *
   * @param parser whether a tool parser is set, as {@code --tool-call-parser} does
   * @param auto whether the model may choose, as {@code --enable-auto-tool-choice} lets it
   */
  static ToolUse of(JsonNode request, boolean parser, boolean auto) throws ApiError.Thrown {
    List<JsonNode> functions =
        Fields.get(request, "tools").valueStream().map(tool -> tool.get("function")).toList();
    JsonNode choice = Fields.get(request, "tool_choice");
    if (functions.isEmpty() || choice.asText().equals("none")) {
      return new ToolUse(Mode.NONE, functions);
    }
    if (choice.isNull() || choice.asText().equals("auto")) {
      if (!parser || !auto) {
        throw ApiError.bad(
                "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to"
                    + " be set")
            .thrown();
      }
      return new ToolUse(Mode.AUTO, functions);
    }
    String name = Fields.get(Fields.get(choice, "function"), "name").asText();
    if (!parser) {
      String shown = choice.isTextual() ? "\"required\"" : "function \"" + name + "\"";
      throw ApiError.bad("tool_choice=" + shown + " requires --tool-call-parser to be set")
          .thrown();
    }
    if (choice.isTextual()) {
      return new ToolUse(Mode.REQUIRED, functions);
    }
    return new ToolUse(
        Mode.NAMED,
        functions.stream().filter(one -> one.get("name").asText().equals(name)).limit(1).toList());
  }

  Mode mode() {
    return mode;
  }

  /** Whether the answer to this chat is a tool call. */
  boolean calls(List<Message> chat) {
    return switch (mode) {
      case NONE -> false;
      case AUTO -> !chat.isEmpty() && !chat.getLast().role().equals("tool");
      case REQUIRED, NAMED -> true;
    };
  }

  /** A call's text as models write it, and what of it are the arguments. */
  Speech.Script script(@Nullable String asked, RandomGenerator random) {
    JsonNode function = chosen(asked == null ? "" : asked, random);
    String name = function.get("name").asText();
    String arguments = arguments(Fields.get(function, "parameters"), random);
    String before =
        switch (mode) {
          case NAMED, NONE -> "";
          case REQUIRED -> "[{\"name\": " + JsonText.quote(name) + ", \"parameters\": ";
          case AUTO -> "<tool_call>\n{\"name\": " + JsonText.quote(name) + ", \"arguments\": ";
        };
    String after =
        switch (mode) {
          case NAMED, NONE -> "";
          case REQUIRED -> "}]";
          case AUTO -> "}\n</tool_call>";
        };
    int end = before.length() + arguments.length();
    ToolCall call =
        new ToolCall("chatcmpl-tool-" + Ids.random(), name, arguments, before.length(), end);
    return new Speech.Script(before + arguments + after, mode, List.of(call));
  }

  private JsonNode chosen(String asked, RandomGenerator random) {
    String words = asked.toLowerCase(Locale.ROOT);
    return functions.stream()
        .filter(one -> words.contains(one.get("name").asText().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseGet(() -> functions.get(random.nextInt(functions.size())));
  }

  private static String arguments(JsonNode parameters, RandomGenerator random) {
    try {
      JsonNode made = parameters.isObject() ? JsonSample.of(parameters, random) : parameters;
      return made.isObject() ? made.toString() : "{}";
    } catch (JsonSample.Unsupported beyondUs) {
      // A model would have found something to say, too.
      return "{}";
    }
  }
}
