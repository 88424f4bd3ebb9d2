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
 */
record Ending(@Nullable FinishReason reason, String stop) {
  static final Ending NOT_YET = new Ending(null, "null");

  static Ending of(FinishReason reason) {
    return new Ending(reason, "null");
  }

  static Ending byString(String stop) {
    return new Ending(FinishReason.STOP, JsonText.quote(stop));
  }

  static Ending byToken(int token) {
    return new Ending(FinishReason.STOP, Integer.toString(token));
  }

  /** The reason as JSON. */
  String json() {
    return reason == null ? "null" : '"' + reason.name().toLowerCase(Locale.ROOT) + '"';
  }
}
