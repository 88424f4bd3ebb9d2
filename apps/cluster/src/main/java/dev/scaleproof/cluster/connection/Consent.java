package dev.scaleproof.cluster.connection;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Leave to change a cluster that is not ours. */
interface Consent {
  /**
   * Asks for it.
   *
   * @throws ClusterException if it is refused or nobody can be asked
   */
  void ask(String question);

  /** Given beforehand. */
  static Consent given() {
    return question -> {};
  }

  /** By whoever sits at the terminal. */
  static Consent onTerminal() {
    return question -> {
      Console console =
          Optional.ofNullable(System.console())
              .filter(Console::isTerminal)
              .orElseThrow(
                  () ->
                      ClusterException.wrongInput(
                          question
                              + " Nobody can be asked here: say YES=1 (--yes) if you mean it."));
      String answer = console.readLine("%s [y/N] ", question);
      if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
        throw ClusterException.couldNotRun("nothing was changed");
      }
    };
  }
}
