package dev.scaleproof.cluster.doctor;

/**
 * What one check found.
 *
 * @param check its short name, stable for scripts
 * @param subject what it looked at
 * @param evidence what was seen, one sentence
 * @param remedy what to do; empty where there is nothing to do
 */
record Finding(Level level, String check, String subject, String evidence, String remedy) {
  enum Level {
    OK,
    NOTE,
    PROBLEM
  }

  static Finding ok(String check, String subject, String evidence) {
    return new Finding(Level.OK, check, subject, evidence, "");
  }

  static Finding note(String check, String subject, String evidence, String remedy) {
    return new Finding(Level.NOTE, check, subject, evidence, remedy);
  }

  static Finding problem(String check, String subject, String evidence, String remedy) {
    return new Finding(Level.PROBLEM, check, subject, evidence, remedy);
  }
}
