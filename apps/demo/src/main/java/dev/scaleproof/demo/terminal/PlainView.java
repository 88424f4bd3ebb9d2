package dev.scaleproof.demo.terminal;

import dev.scaleproof.demo.run.RunStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Plain lines, for files and pipes: one status of every run each simulated minute. */
final class PlainView implements View {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final PrintStream out;
  private Duration next = INTERVAL;

  PlainView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void end() {
    // Nothing is redrawn here.
  }

  @Override
  public void frame(Duration now, List<RunStatus> runs) {
    if (now.compareTo(next) >= 0) {
      next = next.plus(INTERVAL);
      StatusTable.lines(now, runs).stream().filter(line -> !line.isBlank()).forEach(this::line);
    }
  }
}
