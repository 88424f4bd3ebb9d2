package dev.scaleproof.demo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.report.terminal.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All three runs, with a real Redis, real processes and the shipped manifests but for the maximum.
 */
class JobsSessionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double SPEED = 40;
  private static final double JOB = 10;

  @TempDir Path folder;

  private Path serving() throws IOException {
    Path serving = folder.resolve("serving");
    for (String file :
        new String[] {
          "rag/deployment.yaml",
          "rag/scaledobject.yaml",
          "rag/hpa-cpu.yaml",
          "rag/gateway/servicemonitor.yaml"
        }) {
      Files.createDirectories(serving.resolve(file).getParent());
      String text = Files.readString(Path.of("../../serving").resolve(file));
      Files.writeString(
          serving.resolve(file),
          text.replace("maxReplicaCount: 20", "maxReplicaCount: 2")
              // A worker that only waits, but whose JVM is young: its CPU is not what this is
              // about.
              .replace("cpu: 40m", "cpu: \"4\""));
    }
    return serving;
  }

  @Test
  void threeRunsThatCanBeRecomputed() throws Exception {
    Path serving = serving();
    Path out = folder.resolve("out");
    String classPath = System.getProperty("java.class.path");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int status =
        new JobsSession(
                new JobsOptions(
                    SPEED, 8, JOB, 2, serving.resolve("rag/scaledobject.yaml"), serving, out, null),
                new JobsSession.Programs(
                    new Program(classPath, TinyWorker.class.getName()),
                    new Program(classPath, TinyModel.class.getName()),
                    null),
                View.on(
                    new PrintStream(printed, true, StandardCharsets.UTF_8),
                    false,
                    Duration.ofMinutes(1)))
            .run();
    assertThat(status).as(printed.toString(StandardCharsets.UTF_8)).isZero();

    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertThat(result.at("/runs")).hasSize(3);
    assertThat(result.at("/setting/modelSeconds").asDouble()).isEqualTo(JOB);
    for (JsonNode run : result.at("/runs")) {
      recompute(out, run);
    }
    JsonNode keda = result.at("/runs/0");
    JsonNode cpu = result.at("/runs/1");
    JsonNode wide = result.at("/runs/2");
    assertThat(keda.at("/replicas").toString()).isEqualTo("{\"start\":1,\"max\":2,\"end\":1}");
    assertThat(keda.at("/scaleUp/decisions").asInt()).isEqualTo(1);
    assertThat(cpu.at("/replicas/max").asInt()).isEqualTo(1);
    assertThat(wide.at("/scaler").asText()).isEqualTo("keda-x2");
    assertThat(wide.at("/boundSeconds").asDouble()).isEqualTo(2 * JOB);
    assertThat(keda.at("/boundSeconds").asDouble()).isEqualTo(4 * JOB);
    assertThat(cpu.at("/aloneSeconds").asDouble()).isEqualTo(8 * JOB);
    assertThat(cpu.at("/drainSeconds").asDouble()).isGreaterThanOrEqualTo(8 * JOB);
    assertThat(keda.at("/drainSeconds").asDouble()).isGreaterThanOrEqualTo(4 * JOB);
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("KEDA went 1 → 2 replicas in one decision");
  }

  private static void recompute(Path out, JsonNode run) throws IOException {
    String scaler = run.at("/scaler").asText();
    double first = Double.MAX_VALUE;
    double last = 0;
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(out.resolve("requests-" + scaler + ".jsonl"))) {
      JsonNode row = JSON.readTree(line);
      ids.add(row.at("/id").asText());
      assertThat(row.at("/attempt").asInt()).isEqualTo(1);
      assertThat(row.at("/status").asText()).isEqualTo("ok");
      assertThat(row.at("/worker").asText()).startsWith("worker-");
      double started = row.at("/started").asDouble();
      assertThat(started).isGreaterThanOrEqualTo(row.at("/enqueued").asDouble());
      // A millisecond of Redis' clock is SPEED of ours, at both ends.
      assertThat(row.at("/finished").asDouble() - started).isGreaterThan(JOB - 2 * SPEED / 1000);
      first = Math.min(first, row.at("/enqueued").asDouble());
      last = Math.max(last, row.at("/finished").asDouble());
    }
    assertThat(ids).hasSize(8);
    assertThat(run.at("/drainSeconds").asDouble()).isCloseTo(last - first, Offset.offset(1e-6));
    // After the sync at 15 s, by the demo's clock and Redis'.
    assertThat(first).isGreaterThan(15.9);
  }
}
