package dev.scaleproof.sim.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The {@code process_} families that every Python client on Linux exposes, with this process's own
 * values. Empty where there is no /proc.
 */
final class ProcessMetrics {
  private static final double START =
      ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli() / 1e3;
  private static final double TICKS_PER_SECOND = 100;
  private static final double PAGE = 4096;
  private static final Path SELF = Path.of("/proc/self");

  private ProcessMetrics() {}

  static void write(StringBuilder out) {
    try {
      String stat = Files.readString(SELF.resolve("stat"));
      // Fields are counted from behind the name, which may hold blanks; proc_pid_stat(5).
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      value(out, "process_virtual_memory_bytes", "gauge", Double.parseDouble(fields[20]));
      value(out, "process_resident_memory_bytes", "gauge", Double.parseDouble(fields[21]) * PAGE);
      value(out, "process_start_time_seconds", "gauge", START);
      value(out, "process_cpu_seconds", "counter", ticks / TICKS_PER_SECOND);
      String[] open = SELF.resolve("fd").toFile().list();
      value(out, "process_open_fds", "gauge", open == null ? 0 : open.length);
      value(out, "process_max_fds", "gauge", maxOpenFiles());
    } catch (IOException noProc) {
      // Not Linux: these families are not there, as with the Python client.
    }
  }

  private static double maxOpenFiles() throws IOException {
    List<String> limits = Files.readAllLines(SELF.resolve("limits"));
    return limits.stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split(" +", -1)[3])
        .filter(limit -> !limit.equals("unlimited"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static void value(StringBuilder out, String name, String type, double value) {
    String sample = type.equals("counter") ? name + "_total" : name;
    out.append("# HELP ").append(sample).append(' ').append(HelpTexts.of(name)).append('\n');
    out.append("# TYPE ").append(sample).append(' ').append(type).append('\n');
    out.append(sample).append(' ').append(Numbers.format(value)).append('\n');
  }
}
