package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.run.TokenScript;
import java.util.List;

/**
 * What one choice of an answer is made from.
 *
 * @param prompt the prompt that it answers
 * @param script its tokens
 * @param mode how its tool calls came about
 * @param toolCalls the calls that its text consists of; none for plain text
 * @param report how its tokens are shown
 */
record ChoicePlan(
    int index,
    Prompt prompt,
    TokenScript script,
    ToolUse.Mode mode,
    List<ToolCall> toolCalls,
    TokenReport report) {
  boolean callsTools() {
    return !toolCalls.isEmpty();
  }

  /** How the choice ends: with tools to be called, unless the request named the tool itself. */
  Ending ending(Ending ending) {
    return callsTools() && mode != ToolUse.Mode.NAMED ? ending.withTools() : ending;
  }

  /** What is shown of the prompt. */
  PromptDetails promptDetails() {
    return report.of(prompt.tokens());
  }
}
