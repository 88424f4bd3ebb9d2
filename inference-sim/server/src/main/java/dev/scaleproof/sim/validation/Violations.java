package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, in the order in which it was found. */
public final class Violations {
  private static final int SHOWN = 10;

  private final List<Violation> all = new ArrayList<>();

  public void add(Violation violation) {
    all.add(violation);
  }

  void add(String type, String location, String message, JsonNode input) {
    add(type, location, message, input, null);
  }

  void add(String type, String location, String message, JsonNode input, @Nullable String context) {
    all.add(new Violation(type, location, message, Python.summary(input), context));
  }

  /** Adds what a rule beyond types says about a value. */
  public void addValueError(String location, String message, JsonNode input) {
    add(
        "value_error",
        location,
        "Value error, " + message,
        input,
        "{'error': ValueError(" + Python.repr(message) + ")}");
  }

  /** Adds what another check found. */
  public void addAll(Violations others) {
    all.addAll(others.all);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Where the first one is. */
  public String firstLocation() {
    return all.getFirst().location();
  }

  /** vLLM's message: a count, then at most ten of them, one a line. */
  public String message() {
    StringBuilder text = new StringBuilder();
    text.append(all.size()).append(all.size() == 1 ? " validation error:" : " validation errors:");
    all.stream().limit(SHOWN).forEach(one -> text.append("\n  ").append(one.text()));
    if (all.size() > SHOWN) {
      text.append("\n  ...and ").append(all.size() - SHOWN).append(" more errors");
    }
    return text.toString();
  }
}
