package dev.scaleproof.demo.terminal;

import dev.scaleproof.demo.run.RunStatus;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shows a demo in progress. Belongs to one thread. */
public interface View {
  /** A line that stays. */
  void line(String text);

  /** Where all runs stand now; a view shows as many of these as suits it. */
  void frame(Duration now, List<RunStatus> runs);

  /** No more frames will come: lines from now on go below the last one. */
  void end();

  /** The view for an output: redrawn in place in a terminal, plain lines elsewhere. */
  static View on(PrintStream out, boolean terminal) {
    return terminal ? new LiveView(out) : new PlainView(out);
  }

  /** True when standard output is a terminal that understands cursor movement. */
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !"dumb".equals(System.getenv("TERM"));
  }
}
