package dev.scaleproof.sim.openai;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How it is decided what an answer says. */
@FunctionalInterface
interface Speech {
  /** Sentences, as many as the length allows. */
  Speech FREE = random -> null;

  /**
   * A text that is decided beforehand.
   *
   * @param mode how its tool calls came about; {@link ToolUse.Mode#NONE} if it is plain text
   * @param toolCalls the calls that it is made of, in order
   */
  record Script(String text, ToolUse.Mode mode, List<ToolCall> toolCalls) {
    Script(String text) {
      this(text, ToolUse.Mode.NONE, List.of());
    }
  }

  /** What one answer says, or null for free text; the same random numbers give the same. */
  @Nullable Script script(RandomGenerator random);
}
