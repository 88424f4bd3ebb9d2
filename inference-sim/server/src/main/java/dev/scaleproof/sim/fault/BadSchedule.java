package dev.scaleproof.sim.fault;

/** A schedule that cannot be read; the message says where and what is allowed. */
final class BadSchedule extends Exception {
  private static final long serialVersionUID = 1;

  private final String where;

  BadSchedule(String where, String problem) {
    super(where.isEmpty() ? problem : where + " " + problem, null, false, false);
    this.where = where;
  }

  /** The field, such as {@code faults[0].rate}, or an empty string. */
  String where() {
    return where;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
