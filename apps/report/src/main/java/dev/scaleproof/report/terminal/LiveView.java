package dev.scaleproof.report.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * One block at the bottom of a terminal, redrawn in place; lines that stay scroll away above it.
 */
final class LiveView implements View {
  private static final String CLEAR_BELOW = "\r\u001b[J";

  private final PrintStream out;
  private List<String> block = List.of();

  LiveView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    draw(text + "\n", block);
  }

  @Override
  public void frame(Duration now, List<String> lines) {
    draw("", List.copyOf(lines));
  }

  @Override
  public void end() {
    block = List.of();
  }

  private void draw(String above, List<String> next) {
    StringBuilder text = new StringBuilder();
    if (!block.isEmpty()) {
      text.append("\u001b[%dA".formatted(block.size())).append(CLEAR_BELOW);
    }
    text.append(above);
    next.forEach(line -> text.append(line).append('\n'));
    block = next;
    out.print(text);
    out.flush();
  }
}
