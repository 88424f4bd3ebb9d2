package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files as a stranger would, and computes every figure again from the raw ones. */
class ResultFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private JsonNode result;

  @BeforeEach
  void write() throws Exception {
    Story story = Story.told();
    story.kedaRequests().add(Story.failed("keda-lost", 3, 40, 41.5, "http 503"));
    ResultFiles files = new ResultFiles(folder.resolve("demo"));
    files.writeRun("keda", story.kedaRequests(), story.kedaSamples());
    files.writeRun("cpu-hpa", story.cpuRequests(), story.cpuSamples());
    files.writeResult(story.result(), story.requests());
    result = JSON.readTree(folder.resolve("demo/result.json").toFile());
  }

  private List<JsonNode> lines(String name) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("demo").resolve(name))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void resultHasTheDocumentedFields() {
    assertThat(fields(result)).contains("scenario", "speed", "startupSeconds", "runs");
    JsonNode run = result.at("/runs/0");
    assertThat(fields(run))
        .contains(
            "scaler",
            "scaledObject",
            "replicas",
            "requests",
            "ttftSeconds",
            "drainSeconds",
            "boundSeconds",
            "cpuMillicoresPerReplica",
            "series");
    assertThat(fields(run.at("/replicas"))).containsExactly("end", "max", "start");
    assertThat(fields(run.at("/requests")))
        .containsExactly("failed", "failures", "sent", "succeeded");
    assertThat(fields(run.at("/ttftSeconds"))).containsExactly("p50", "p95", "p99");
    assertThat(fields(run.at("/series/0")))
        .contains("t", "replicas", "desired", "running", "waiting");
    assertThat(result.at("/runs/1/scaler").asText()).isEqualTo("cpu-hpa");
  }

  @Test
  void requestLinesHaveTheDocumentedFields() throws Exception {
    assertThat(fields(lines("requests-keda.jsonl").getFirst()))
        .contains("id", "sent", "firstToken", "end", "status", "replica");
    assertThat(fields(lines("requests-keda.jsonl").getLast()))
        .contains("id", "sent", "end", "status")
        .doesNotContain("firstToken", "replica");
  }

  @Test
  void everyRequestFigureFollowsFromTheRequestLines() throws Exception {
    for (JsonNode run : result.at("/runs")) {
      double first = Double.MAX_VALUE;
      double last = 0;
      int ok = 0;
      List<Double> ttft = new ArrayList<>();
      List<JsonNode> lines = lines("requests-" + run.at("/scaler").asText() + ".jsonl");
      for (JsonNode line : lines) {
        first = Math.min(first, line.at("/sent").asDouble());
        last = Math.max(last, line.at("/end").asDouble());
        boolean answered = line.at("/status").asText().equals("ok");
        ok += answered ? 1 : 0;
        ttft.add(
            answered
                ? line.at("/firstToken").asDouble() - line.at("/sent").asDouble()
                : Double.POSITIVE_INFINITY);
      }
      Collections.sort(ttft);
      assertThat(run.at("/requests/sent").asInt()).isEqualTo(lines.size());
      assertThat(run.at("/requests/succeeded").asInt()).isEqualTo(ok);
      assertThat(run.at("/requests/failed").asInt()).isEqualTo(lines.size() - ok);
      assertThat(run.at("/drainSeconds").asDouble()).isCloseTo(last - first, within(1e-6));
      for (int p : new int[] {50, 95, 99}) {
        assertThat(run.at("/ttftSeconds/p" + p).asDouble())
            .isCloseTo(ttft.get((int) Math.ceil(ttft.size() * p / 100.0) - 1), within(1e-6));
      }
    }
  }

  @Test
  void theBoundFollowsFromTheRequestLinesAndTheSetting() throws Exception {
    double base = result.at("/setting/stepCost/baseSeconds").asDouble();
    double prefill = result.at("/setting/stepCost/prefillTokenSeconds").asDouble();
    double sequence = result.at("/setting/stepCost/sequenceSeconds").asDouble();
    double work = 0;
    for (JsonNode line : lines("requests-cpu-hpa.jsonl")) {
      int tokens = line.at("/tokens").asInt();
      work +=
          tokens * base / result.at("/setting/slots").asInt()
              + (tokens - 1) * sequence
              + line.at("/promptTokens").asInt() * prefill;
    }
    assertThat(result.at("/runs/1/boundSeconds").asDouble()).isCloseTo(work / 5, within(1e-3));
  }

  @Test
  void everySeriesPointFollowsFromAnObservation() throws Exception {
    for (JsonNode run : result.at("/runs")) {
      List<JsonNode> observations =
          lines("samples-" + run.at("/scaler").asText() + ".jsonl").stream()
              .filter(line -> line.at("/kind").asText().equals("observation"))
              .toList();
      assertThat(run.at("/series").size()).isEqualTo(observations.size());
      int most = 0;
      for (int i = 0; i < observations.size(); i++) {
        int serving = 0;
        int waiting = 0;
        int running = 0;
        for (JsonNode pod : observations.get(i).at("/pods")) {
          serving += pod.at("/serving").asBoolean() ? 1 : 0;
          waiting += pod.at("/waiting").asInt();
          running += pod.at("/running").asInt();
        }
        JsonNode point = run.at("/series/" + i);
        assertThat(point.at("/t").asDouble()).isEqualTo(observations.get(i).at("/t").asDouble());
        assertThat(point.at("/replicas").asInt()).isEqualTo(serving);
        assertThat(point.at("/waiting").asInt()).isEqualTo(waiting);
        assertThat(point.at("/running").asInt()).isEqualTo(running);
        most = Math.max(most, serving);
      }
      assertThat(run.at("/replicas/max").asInt()).isEqualTo(most);
    }
  }

  @Test
  void theCpuFiguresFollowFromTheSamples() throws Exception {
    JsonNode cpu = result.at("/runs/1");
    // 0.15 CPU seconds in a second, on each replica, all the time.
    assertThat(cpu.at("/cpuMillicoresPerReplica").asInt()).isEqualTo(150);
    // Of a request of 276m, the peak of 152m is just above 55 %: the target of 50 and a tenth of
    // it.
    assertThat(cpu.at("/cpuScaling/peakMillicores").asInt()).isEqualTo(152);
    assertThat(cpu.at("/cpuScaling/scalesBelowMillicores").asInt()).isEqualTo(276);
    assertThat(result.at("/runs/0").has("cpuScaling")).isFalse();
  }
}
