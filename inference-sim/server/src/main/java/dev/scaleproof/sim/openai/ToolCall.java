package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;

/**
 * A tool that an answer calls. The call is a part of the answer's text, in which its arguments
 * stand from {@code begin} to {@code end}.
 */
record ToolCall(String id, String name, String arguments, int begin, int end) {
  /** As a message that is complete shows it. */
  String json(String argumentsSoFar) {
    return "{\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
        .formatted(JsonText.quote(id), JsonText.quote(name), JsonText.quote(argumentsSoFar));
  }

  /** As a block of a message. */
  String messagesJson(String input) {
    return "{\"type\":\"tool_use\",\"id\":%s,\"name\":%s,\"input\":%s}"
        .formatted(JsonText.quote(id), JsonText.quote(name), input);
  }

  /** The first part of it in a stream. */
  String opening(int index) {
    return "{\"id\":%s,\"type\":\"function\",\"index\":%d,\"function\":{\"name\":%s,\"arguments\":\"\"}}"
        .formatted(JsonText.quote(id), index, JsonText.quote(name));
  }

  /** A later part of it in a stream. */
  static String more(int index, String arguments) {
    return "{\"index\":%d,\"function\":{\"arguments\":%s}}"
        .formatted(index, JsonText.quote(arguments));
  }
}
