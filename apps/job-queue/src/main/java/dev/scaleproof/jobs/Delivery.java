package dev.scaleproof.jobs;

import static dev.scaleproof.jobs.RedisLink.text;

import java.util.ArrayList;
import java.util.List;

/** What became of an entry that was to be begun. */
sealed interface Delivery {
  /**
   * An attempt begins.
   *
   * @param failures this attempt's number, were those not counted that were handed back
   * @param redelivered whether another attempt's lease ended before it said anything
   */
  record Begun(
      String entry,
      String id,
      JobDocument document,
      int attempt,
      int failures,
      boolean redelivered,
      String lease)
      implements Delivery {}

  /** An attempt begins at what is no job, and so has to end at once. */
  record Malformed(String id, String lease, boolean redelivered, String reason)
      implements Delivery {}

  /** It became a dead letter. */
  record Buried(String id, String reason) implements Delivery {}

  /** Its job has its result, or is on its way in another entry; this one is gone. */
  record Duplicate(String id) implements Delivery {}

  /**
   * Reads a script's answer.
   *
   * @param prefix of the leases, to which the scripts add a number
   */
  static List<Delivery> all(List<?> answers, String prefix) {
    List<Delivery> deliveries = new ArrayList<>(answers.size());
    for (Object answer : answers) {
      deliveries.add(of((List<?>) answer, prefix + "." + (deliveries.size() + 1)));
    }
    return deliveries;
  }

  private static Delivery of(List<?> answer, String lease) {
    String id = answer.get(2) instanceof byte[] ? text(answer.get(2)) : "";
    return switch (text(answer.get(0))) {
      case "run" -> begun(answer, id, lease);
      case "dead" -> new Buried(id, text(answer.get(3)));
      default -> new Duplicate(id);
    };
  }

  private static Delivery begun(List<?> answer, String id, String lease) {
    boolean redelivered = number(answer.get(6)) == 1;
    JobDocument document;
    try {
      document = JobDocument.parse((byte[]) answer.get(3));
    } catch (MalformedJobException e) {
      return new Malformed(id, lease, redelivered, String.valueOf(e.getMessage()));
    }
    return new Begun(
        text(answer.get(1)),
        id,
        document,
        number(answer.get(4)),
        number(answer.get(5)),
        redelivered,
        lease);
  }

  private static int number(Object answer) {
    return Math.toIntExact((Long) answer);
  }
}
