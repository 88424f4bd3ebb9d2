package dev.scaleproof.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows where a run stands: a bar that is redrawn in a terminal, else a line now and then. */
final class ProgressLine {
  private static final int WIDTH = 24;

  private final PrintStream out;
  private final boolean terminal;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** How long to wait between calls of {@link #show}. */
  Duration interval() {
    return terminal ? Duration.ofMillis(200) : Duration.ofSeconds(5);
  }

  void show(LoadRun.Progress progress) {
    String text = text(progress);
    if (terminal) {
      out.print("\r" + bar(progress.done()) + " " + text + "\033[K");
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** Removes the bar. */
  void clear() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  static String bar(double done) {
    int full = (int) Math.round(WIDTH * Math.clamp(done, 0, 1));
    return "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "]";
  }

  static String text(LoadRun.Progress progress) {
    String error = progress.lastError();
    return String.format(
        Locale.ROOT,
        "%3.0f %%  %.0f s  %d sent, %d in flight, %d ok, %d failed%s",
        100 * progress.done(),
        progress.elapsed().toMillis() / 1e3,
        progress.sent(),
        progress.inFlight(),
        progress.succeeded(),
        progress.failed(),
        error == null
            ? ""
            : " (last: " + (error.length() > 60 ? error.substring(0, 60) : error) + ")");
  }
}
