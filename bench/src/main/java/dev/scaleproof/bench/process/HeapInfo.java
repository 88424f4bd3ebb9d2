package dev.scaleproof.bench.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code jcmd PID GC.heap_info} prints, whichever collector is in use. */
final class HeapInfo {
  private static final Pattern USED = Pattern.compile("\\bused (?<amount>\\d+)(?<unit>[KM])\\b");

  private HeapInfo() {}

  /**
   * Bytes in use in the heap, without metaspace.
   *
   * @throws IllegalArgumentException if no area of a heap is there
   */
  static long usedBytes(String output) {
    long bytes = 0;
    boolean any = false;
    for (String line : output.split("\n", -1)) {
      Matcher used = USED.matcher(line);
      if (used.find() && !line.contains("Metaspace") && !line.contains("class space")) {
        bytes += Long.parseLong(used.group("amount")) << (used.group("unit").equals("K") ? 10 : 20);
        any = true;
      }
    }
    if (!any) {
      throw new IllegalArgumentException("no heap in: " + output.strip());
    }
    return bytes;
  }
}
