package dev.scaleproof.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files of one demo or proof in their folder. */
public final class ResultFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** Makes the folder if there is none. */
  public ResultFiles(Path folder) throws IOException {
    try {
      this.folder = Files.createDirectories(folder);
    } catch (IOException refused) {
      throw new IOException("the folder %s cannot be made".formatted(folder), refused);
    }
  }

  /** Writes {@code requests-SCALER.jsonl} and {@code samples-SCALER.jsonl}. */
  public void writeRun(String scaler, List<RequestLine> requests, List<Sample> samples)
      throws IOException {
    writeRequests(scaler, requests);
    writeLines("samples-" + scaler + ".jsonl", samples, JSON.writerFor(Sample.class));
  }

  /** Writes {@code requests-SCALER.jsonl} and {@code samples-SCALER.jsonl} of a run of jobs. */
  public void writeJobs(String scaler, List<JobLine> jobs, List<Sample> samples)
      throws IOException {
    writeLines("requests-" + scaler + ".jsonl", jobs, JSON.writerFor(JobLine.class));
    writeLines("samples-" + scaler + ".jsonl", samples, JSON.writerFor(Sample.class));
  }

  /** Writes {@code requests-NAME.jsonl}: requests that stand beside those of a run. */
  public void writeRequests(String name, List<RequestLine> requests) throws IOException {
    writeLines("requests-" + name + ".jsonl", requests, JSON.writerFor(RequestLine.class));
  }

  /** Writes {@code result.json} and {@code report.html}; returns the latter's path. */
  public Path writeResult(Result result, Map<String, List<RequestLine>> requests)
      throws IOException {
    return write(result, ChatReport.of(result, requests));
  }

  /** Writes {@code result.json} and {@code report.html} of jobs; returns the latter's path. */
  public Path writeResult(JobsResult result) throws IOException {
    return write(result, JobsReport.of(result));
  }

  private Path write(Object result, String page) throws IOException {
    Files.writeString(
        folder.resolve("result.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    Path report = folder.resolve("report.html");
    Files.writeString(report, page);
    return report;
  }

  private <T> void writeLines(String name, List<T> lines, ObjectWriter writer) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8)) {
      for (T line : lines) {
        out.write(json(line, writer));
        out.write('\n');
      }
    }
  }

  private static String json(Object value, ObjectWriter writer) throws JsonProcessingException {
    return writer.writeValueAsString(value);
  }
}
