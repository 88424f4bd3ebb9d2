package dev.scaleproof.bench;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Says on the error stream what goes on: in a terminal on one line, else line by line. */
final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final long start;

  Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  static Progress onErrorStream() {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new Progress(System.err, terminal, System::nanoTime);
  }

  void now(String what) {
    String line = "%4d s  %s".formatted((nanoTime.getAsLong() - start) / 1_000_000_000L, what);
    if (terminal) {
      // To the line's beginning, and clear the rest of it.
      out.print("\r" + line + "\u001b[K");
      out.flush();
    } else {
      out.println(line);
    }
  }

  void done() {
    now("done");
    if (terminal) {
      out.println();
    }
  }
}
