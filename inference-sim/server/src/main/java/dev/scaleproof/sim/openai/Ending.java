package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.text.JsonText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a choice ended.
 *
 * @param reason null while it goes on
 * @param stop JSON of what stopped it: a stop string, a token id, or null
 * @param calledTools whether it ended because tools are to be called
 */
record Ending(@Nullable FinishReason reason, String stop, boolean calledTools) {
  static final Ending NOT_YET = new Ending(null, "null", false);

  static Ending of(FinishReason reason) {
    return new Ending(reason, "null", false);
  }

  static Ending byString(String stop) {
    return new Ending(FinishReason.STOP, JsonText.quote(stop), false);
  }

  static Ending byToken(int token) {
    return new Ending(FinishReason.STOP, Integer.toString(token), false);
  }

  /** The same, with tools to be called if nothing cut it off. */
  Ending withTools() {
    return reason == FinishReason.STOP ? new Ending(reason, stop, true) : this;
  }

  /** The reason as vLLM names it, or an empty string. */
  String name() {
    return calledTools
        ? "tool_calls"
        : reason == null ? "" : reason.name().toLowerCase(Locale.ROOT);
  }

  /** The reason as JSON. */
  String json() {
    return reason == null ? "null" : '"' + name() + '"';
  }
}
