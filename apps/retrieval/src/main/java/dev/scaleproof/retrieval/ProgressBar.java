package dev.scaleproof.retrieval;

import dev.scaleproof.retrieval.build.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** Where a build stands: a bar that is redrawn in a terminal, else a line for each tenth. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 24;
  private static final int TENTHS = 10;

  private final PrintStream out;
  private final boolean terminal;
  private int tenth;

  ProgressBar(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void at(int files, int ofFiles, int chunks, int embedded) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d of %,d files, %,d chunks, %,d embedded",
            files,
            ofFiles,
            chunks,
            embedded);
    if (terminal) {
      int full = (int) ((long) WIDTH * files / ofFiles);
      out.print("\r[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + text + "\033[K");
      out.flush();
    } else if ((int) ((long) TENTHS * files / ofFiles) > tenth) {
      tenth = (int) ((long) TENTHS * files / ofFiles);
      out.println(text);
    }
  }

  /** Removes the bar. */
  void clear() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
