package dev.scaleproof.sim.openai;

import java.util.List;

/**
 * One complete answer of a request that is not streamed.
 *
 * @param text its content
 * @param tokens what is shown of its tokens
 * @param prompt what is shown of the prompt that it answers
 * @param toolCalls the calls that it consists of
 * @param contentIsNull whether it has calls and no content at all
 */
record Choice(
    int index,
    String text,
    Ending ending,
    TokenDetails tokens,
    PromptDetails prompt,
    List<CompletedCall> toolCalls,
    boolean contentIsNull) {
  /** A tool call with as much of its arguments as was generated. */
  record CompletedCall(ToolCall call, String arguments) {
    String json() {
      return call.json(arguments);
    }

    /** The arguments, or an empty object while they are not complete. */
    String completeArguments() {
      return arguments.equals(call.arguments()) ? arguments : "{}";
    }
  }
}
