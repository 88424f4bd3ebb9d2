package dev.scaleproof.cluster.toggle;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/** What a person who presses Ctrl-C is told about the state that they leave behind. */
final class LastWords {
  private LastWords() {}

  /** Does some work; if the program is ended during it, the words are its last ones. */
  static boolean during(PrintWriter out, String words, BooleanSupplier work) {
    Thread hook =
        new Thread(
            () -> {
              out.println();
              out.println(words);
              out.flush();
            },
            "last-words");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.getAsBoolean();
    } finally {
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // Then the words are being said.
    }
  }
}
