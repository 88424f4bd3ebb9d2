package dev.scaleproof.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a comparison ran.
 *
 * @param memoryGib memory of the machine
 * @param loadAverage of the minute before: what else it had to do
 */
public record Machine(
    String processor,
    int cores,
    long memoryGib,
    String system,
    String java,
    double loadAverage,
    LocalDate date) {
  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

  /** This one. */
  public static Machine current(LocalDate today) throws IOException {
    return of(
        Files.readString(Path.of("/proc/cpuinfo")),
        Files.readString(Path.of("/proc/meminfo")),
        Files.readString(Path.of("/proc/loadavg")),
        Runtime.getRuntime().availableProcessors(),
        today);
  }

  static Machine of(String cpuInfo, String memoryInfo, String load, int cores, LocalDate today) {
    Matcher model = MODEL.matcher(cpuInfo);
    Matcher memory = MEMORY.matcher(memoryInfo);
    return new Machine(
        model.find() ? model.group(1).strip() : System.getProperty("os.arch"),
        cores,
        memory.find() ? Math.round(Long.parseLong(memory.group(1)) / 1024.0 / 1024.0) : 0,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        Double.parseDouble(load.substring(0, load.indexOf(' '))),
        today);
  }

  /** For a report's head. */
  List<String> lines() {
    return List.of(
        "%s, %d cores, %d GiB".formatted(processor, cores, memoryGib),
        system + ", Java " + java,
        "%s, load average before the start %.1f".formatted(date, loadAverage)
            + (loadAverage > 0.5 * cores
                ? ": busy with other work, so only ratios mean much"
                : ""));
  }
}
