package dev.scaleproof.report.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Plain lines, for files and pipes: one frame each interval. */
final class PlainView implements View {
  private final PrintStream out;
  private final Duration interval;
  private Duration next;

  PlainView(PrintStream out, Duration interval) {
    this.out = out;
    this.interval = interval;
    this.next = interval;
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
  public void frame(Duration now, List<String> lines) {
    if (now.compareTo(next) >= 0) {
      next = next.plus(interval);
      lines.stream().filter(line -> !line.isBlank()).forEach(this::line);
    }
  }
}
