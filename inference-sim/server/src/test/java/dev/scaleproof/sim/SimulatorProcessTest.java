package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a pod runs it: flags and environment in, lines and exit codes out. */
class SimulatorProcessTest {
  private static final String CHAT =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":300,\"stream\":true}";

  private static Process start(Map<String, String> environment, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.scaleproof.sim.SimulatorServer"));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void anUnknownFlagIsOneLineAndExitCodeTwo() throws Exception {
    Process process = start(Map.of(), "--enforce-eager", "--tensor-parallel-sise=2");
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(err.lines())
        .containsExactly("inference-sim-server: Unknown option: '--tensor-parallel-sise=2'");
    assertThat(process.exitValue()).isEqualTo(2);
  }

  /** As recorded in shutdown-drain20 and shutdown-drain20-newreq. */
  @Test
  void termLetsWhatRunsAndWaitsFinishAndTakesNothingNew() throws Exception {
    Process process =
        start(
            Map.of("INFERENCE_SIM_PORT", "0", "INFERENCE_SIM_MAX_NUM_SEQS", "1"),
            "--profile=constant:20ms",
            "--speed=4",
            "--shutdown-timeout=1000");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      URI base = URI.create(out.readLine().substring("ready ".length()));
      RawClient running = stream(base.getPort());
      await().until(() -> metric(base, "vllm:num_requests_running{") == 1);
      RawClient waiting = stream(base.getPort());
      await().until(() -> metric(base, "vllm:num_requests_waiting{") == 1);

      // Not Process.destroy(), which closes the streams as well.
      process.toHandle().destroy();

      await().until(() -> refused(base));
      assertThat(metric(base, "vllm:num_requests_waiting{")).isEqualTo(1);
      for (RawClient client : List.of(running, waiting)) {
        String answer = client.readUntil("0\r\n\r\n");
        assertThat(answer).contains("data: [DONE]");
        List<JsonNode> chunks = Streams.chunks(answer);
        assertThat(chunks).hasSize(301);
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("length");
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** As recorded in engine-killed; the exit code is vLLM's (vllm-project/vllm#48966). */
  @Test
  void aDeadEngineFailsWhatItHasAndTheProcessEnds() throws Exception {
    Process process =
        start(Map.of(), "--port=0", "--profile=constant:20ms", "--enable-fault-injection");
    try (BufferedReader out = reader(process)) {
      URI base = URI.create(out.readLine().substring("ready ".length()));
      RawClient streamed = stream(base.getPort());
      RawClient plain =
          new RawClient(base.getPort())
              .post("/v1/chat/completions", CHAT.replace("true", "false").replace("300", "3000"));
      await().until(() -> metric(base, "vllm:num_requests_running{") == 2);
      new RawClient(base.getPort())
          .post("/sim/faults", "{\"faults\":[{\"kind\":\"engine-death\"}]}");

      String message =
          "EngineCore encountered an issue. See stack trace (above) for the root cause.";
      assertThat(streamed.readUntil("0\r\n\r\n")).contains(message).contains("data: [DONE]");
      assertThat(plain.readUntil("\"code\":500}}"))
          .startsWith("HTTP/1.1 500")
          .contains("{\"error\":{\"message\":\"" + message);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void oneThatOutlivesItsEngineIsUnhealthy() throws Exception {
    Process process =
        start(
            Map.of("VLLM_KEEP_ALIVE_ON_ENGINE_DEATH", "1"), "--port=0", "--enable-fault-injection");
    try (BufferedReader out = reader(process);
        HttpClient client = HttpClient.newHttpClient()) {
      URI base = URI.create(out.readLine().substring("ready ".length()));
      new RawClient(base.getPort())
          .post("/sim/faults", "{\"faults\":[{\"kind\":\"engine-death\"}]}");
      HttpRequest health = HttpRequest.newBuilder(base.resolve("/health")).build();
      await().until(() -> client.send(health, BodyHandlers.ofString()).statusCode() == 503);
      String answer =
          new RawClient(base.getPort())
              .post("/v1/chat/completions", CHAT)
              .readUntil("\"code\":500}}");
      assertThat(answer).startsWith("HTTP/1.1 500").contains("EngineCore encountered an issue");
      assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aVariableThatIsNoNumberIsOneLineAndExitCodeTwo() throws Exception {
    Process process = start(Map.of("VLLM_SERVER_DEV_MODE", "yes"));
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(err.lines())
        .containsExactly("inference-sim-server: VLLM_SERVER_DEV_MODE must be 0 or 1, not 'yes'");
    assertThat(process.exitValue()).isEqualTo(2);
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static RawClient stream(int port) {
    return new RawClient(port).post("/v1/chat/completions", CHAT);
  }

  private static boolean refused(URI base) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(CHAT.replace("300", "1")))
                  .build(),
              BodyHandlers.ofString())
          .body()
          .contains("cannot schedule new futures after shutdown");
    }
  }

  private static double metric(URI base, String start) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String scrape =
          client
              .send(
                  HttpRequest.newBuilder(base.resolve("/metrics")).build(), BodyHandlers.ofString())
              .body();
      return scrape
          .lines()
          .filter(line -> line.startsWith(start))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }
  }
}
