package dev.scaleproof.sim.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object and complains about those that nobody asked for. */
final class FaultFields {
  private static final double NANOS = 1e9;

  /** A century: no schedule is longer, and its nanoseconds fit a long. */
  private static final double MOST_SECONDS = 3e9;

  private final String where;
  private final JsonNode object;
  private final Set<String> known = new HashSet<>();

  FaultFields(String where, JsonNode object) throws BadSchedule {
    if (!object.isObject()) {
      throw new BadSchedule(where, "must be an object");
    }
    this.where = where;
    this.object = object;
  }

  private String path(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  BadSchedule wrong(String name, String problem) {
    return new BadSchedule(path(name), problem);
  }

  @Nullable JsonNode get(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  String text(String name) throws BadSchedule {
    JsonNode value = get(name);
    if (value == null || !value.isTextual()) {
      throw wrong(name, "must be a string");
    }
    return value.asText();
  }

  double number(String name, double least, double most, @Nullable Double otherwise)
      throws BadSchedule {
    JsonNode value = get(name);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    if (value == null) {
      throw wrong(name, "is missing");
    }
    double number = value.isNumber() ? value.asDouble() : Double.NaN;
    if (!(number >= least && number <= most)) {
      throw wrong(
          name,
          "must be a number from %s to %s, not %s".formatted(pretty(least), pretty(most), value));
    }
    return number;
  }

  /** A time in simulated nanoseconds. */
  long seconds(String name, @Nullable Double otherwise) throws BadSchedule {
    return Math.round(number(name, 0, MOST_SECONDS, otherwise) * NANOS);
  }

  int integer(String name, int least, int most, @Nullable Integer otherwise) throws BadSchedule {
    double number = number(name, least, most, otherwise == null ? null : (double) otherwise);
    if (number != Math.rint(number)) {
      throw wrong(name, "must be a whole number, not " + object.get(name));
    }
    return (int) number;
  }

  long whole(String name, long otherwise) throws BadSchedule {
    JsonNode value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "must be a whole number, not " + value);
    }
    return value.asLong();
  }

  void nothingElse() throws BadSchedule {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw wrong(name, "is unknown: there are " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  private static String pretty(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
