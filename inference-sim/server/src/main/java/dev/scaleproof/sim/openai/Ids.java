package dev.scaleproof.sim.openai;

import java.util.concurrent.ThreadLocalRandom;

/** Random identifiers in vLLM's form. */
final class Ids {
  private Ids() {}

  /** Sixteen hexadecimal digits. */
  static String random() {
    return "%016x".formatted(ThreadLocalRandom.current().nextLong());
  }
}
