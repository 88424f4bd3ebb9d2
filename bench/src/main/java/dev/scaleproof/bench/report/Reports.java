package dev.scaleproof.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.scaleproof.bench.measure.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A comparison for the terminal, as Markdown and as JSON. */
public final class Reports {
  /** Around what {@link #record} replaces. */
  static final String BEGIN = "<!-- figures: written by `make bench-peers ARGS=--record` -->";

  static final String END = "<!-- end of figures -->";

  private Reports() {}

  public static String text(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    comparison.machine().lines().forEach(line -> text.append(line).append('\n'));
    for (Comparison.Section section : comparison.sections()) {
      text.append('\n').append(section.title()).append('\n');
      for (Result result : section.results()) {
        text.append('\n').append(result.title()).append('\n');
        text.append(Table.of(result, section.ours()).text());
      }
    }
    comparison
        .skipped()
        .forEach((name, why) -> text.append("\nskipped ").append(name).append(": ").append(why));
    return text.append('\n').toString();
  }

  public static String markdown(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    comparison.machine().lines().forEach(line -> text.append("- ").append(line).append('\n'));
    text.append("- options: `").append(comparison.options()).append("`\n");
    text.append("- versions: ").append(listed(comparison.versions())).append('\n');
    if (!comparison.skipped().isEmpty()) {
      text.append("- skipped: ").append(listed(comparison.skipped())).append('\n');
    }
    for (Comparison.Section section : comparison.sections()) {
      text.append("\n### ").append(section.title()).append('\n');
      for (Result result : section.results()) {
        text.append("\n**").append(result.title()).append("**\n\n");
        text.append(Table.of(result, section.ours()).markdown());
      }
    }
    return text.toString();
  }

  private static String listed(Map<String, String> entries) {
    return String.join(
        ", ",
        entries.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList());
  }

  public static void writeJson(Comparison comparison, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), json(comparison));
  }

  /** Dates as text: the mapper would need a module for them. */
  private static Map<String, Object> json(Comparison comparison) {
    Machine machine = comparison.machine();
    return Map.of(
        "machine",
        Map.of(
            "processor", machine.processor(),
            "cores", machine.cores(),
            "memoryGib", machine.memoryGib(),
            "system", machine.system(),
            "java", machine.java(),
            "loadAverage", machine.loadAverage()),
        "date",
        machine.date().toString(),
        "options",
        comparison.options(),
        "versions",
        comparison.versions(),
        "skipped",
        comparison.skipped(),
        "sections",
        comparison.sections());
  }

  /**
   * Puts the comparison between the two marks of a Markdown file.
   *
   * @throws IOException if the file is not there or lacks a mark
   */
  public static void record(Comparison comparison, Path file) throws IOException {
    Files.writeString(file, replaced(Files.readString(file), markdown(comparison), file));
  }

  static String replaced(String document, String figures, Path file) throws IOException {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " lacks the lines '" + BEGIN + "' and '" + END + "'");
    }
    return document.substring(0, begin + BEGIN.length())
        + "\n\n"
        + figures
        + "\n"
        + document.substring(end);
  }
}
