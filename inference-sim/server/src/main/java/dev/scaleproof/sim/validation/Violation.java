package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request's shape.
 *
 * @param type pydantic's error type
 * @param location where, with dots, from {@code body} on
 * @param message pydantic's message
 * @param input what was found, shortened
 * @param context further facts as a Python dictionary's text, or null
 */
public record Violation(
    String type, String location, String message, String input, @Nullable String context) {
  private static final int MOST_SHOWN = 1000;

  /** One that shows {@code input}, containers by their size. */
  public static Violation of(String type, String location, String message, JsonNode input) {
    return new Violation(type, location, message, Python.summary(input), null);
  }

  /** As a Python dictionary's text. */
  String text() {
    String text =
        "{'type': %s, 'loc': %s, 'msg': %s, 'input': %s"
            .formatted(
                Python.repr(type), Python.repr(location), Python.repr(message), Python.repr(input));
    String whole = context == null ? text + "}" : text + ", 'ctx': " + context + "}";
    return whole.length() > MOST_SHOWN ? whole.substring(0, MOST_SHOWN) + Python.CUT : whole;
  }
}
