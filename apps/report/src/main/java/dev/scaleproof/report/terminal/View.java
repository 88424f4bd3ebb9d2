package dev.scaleproof.report.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shows a demo or a proof in progress. Belongs to one thread. */
public interface View {
  /** A line that stays. */
  void line(String text);

  /**
   * Where things stand now; a view shows as many of these as suits it.
   *
   * @param now time since the start
   * @param lines no wider than a small terminal: one that wrapped would spoil the redrawing
   */
  void frame(Duration now, List<String> lines);

  /** No more frames will come: lines from now on go below the last one. */
  void end();

  /**
   * The view for an output: redrawn in place in a terminal, plain lines elsewhere.
   *
   * @param interval from one frame to the next where nothing is redrawn
   */
  static View on(PrintStream out, boolean terminal, Duration interval) {
    return terminal ? new LiveView(out) : new PlainView(out, interval);
  }

  /** True when standard output is a terminal that understands cursor movement. */
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !"dumb".equals(System.getenv("TERM"));
  }
}
