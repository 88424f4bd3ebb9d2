package dev.scaleproof.jobs;

import java.util.regex.Pattern;

/** The keys in Redis, and which names may become a part of them. */
final class Names {
  /** The consumer group of every queue. */
  static final String GROUP = "workers";

  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,80}");
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private Names() {}

  static String queue(String name) {
    if (!QUEUE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "queue: 1 to 64 letters, digits, dots, dashes or underscores");
    }
    return name;
  }

  static String idempotencyKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "idempotency key: 1 to 255 visible ASCII characters without spaces");
    }
    return key;
  }

  /** Whether a job can have this id at all. */
  static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  static String stream(String queue) {
    return "jobs:" + queue;
  }

  static String retries(String queue) {
    return "jobs:" + queue + ":retry";
  }

  static String deadLetters(String queue) {
    return "jobs:" + queue + ":dead";
  }

  static String counts(String queue) {
    return "jobs:" + queue + ":counts";
  }

  static String job(String id) {
    return "job:" + id;
  }

  static String key(String queue, String key) {
    return "job-key:" + queue + ":" + key;
  }

  static String events(String id) {
    return "job-events:" + id;
  }
}
