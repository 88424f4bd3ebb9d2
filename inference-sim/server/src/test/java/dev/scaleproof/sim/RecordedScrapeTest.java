package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The scrape has vLLM 0.32's families, types, HELP texts, labels and buckets, in its order; only
 * the numbers are ours, and there is no Python to report on.
 */
class RecordedScrapeTest {
  private static final Pattern CACHE_CONFIG =
      Pattern.compile(
          "(kv_cache_memory_bytes|num_gpu_blocks|kv_cache_size_tokens|kv_cache_max_concurrency|user_specified_block_size)=\"[^\"]*\"");

  private static final Pattern COUNTS =
      Pattern.compile(
          "^(vllm:(num_requests|kv_cache_usage|num_preemptions_total|generation_tokens_total|request_success_total|admission_rejections_total|request_generation_tokens|request_max_num_generation_tokens|request_params|request_num_preemptions|engine_sleep|mm_cache|external|estimated)(?!\\w*_created)|http_requests_total|http_response_size_bytes_(count|sum))");

  private static final int[] MAX_TOKENS = {
    600, 681, 763, 845, 927, 1009, 1090, 1172, 1254, 1336, 1418, 1500
  };

  private static final String[] FAST = {
    "--profile",
    "constant:5ms",
    "--speed",
    "100",
    "--max-model-len",
    "2048",
    "--block-size",
    "128",
    "--max-num-seqs",
    "4"
  };

  private static final String[] FLAGS = {
    "--profile",
    "constant:20ms",
    "--max-model-len",
    "2048",
    "--block-size",
    "128",
    "--max-num-seqs",
    "4"
  };

  @Test
  void anIdleServersScrapeIsTheRecordedOne() {
    try (TestServer server = TestServer.start(FLAGS)) {
      var response = server.get("/metrics");

      assertThat(shape(response.body())).isEqualTo(shape(recorded("metrics-idle.txt")));
      assertThat(response.headers().firstValue("content-type"))
          .contains("text/plain; version=1.0.0; charset=utf-8");
      assertThat(server.get("/metrics/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aLoadedServersScrapeIsTheRecordedOne() {
    try (TestServer server = TestServer.start(FLAGS)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        clients.add(
            new RawClient(server.port())
                .post(
                    "/v1/chat/completions",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":1500,"
                        + "\"stream\":true}"));
      }
      await().until(() -> server.metric("vllm:generation_tokens_total") > 8);
      String scrape = server.get("/metrics").body();
      clients.forEach(RawClient::close);

      assertThat(shape(scrape)).isEqualTo(shape(recorded("metrics-loaded.txt")));
      assertThat(TestServer.metric(scrape, "vllm:num_requests_running")).isEqualTo(4);
      assertThat(TestServer.metric(scrape, "vllm:num_requests_waiting{")).isEqualTo(8);
      assertThat(
              TestServer.metric(
                  scrape,
                  "vllm:num_requests_waiting_by_reason{engine=\"0\",model_name=\"mistral-7b\",reason=\"capacity\"}"))
          .isEqualTo(8);
    }
  }

  /** series.csv: twelve streams on four slots, of 600 to 1,500 tokens, have ended. */
  @Test
  void afterTheLoadTheScrapeIsTheRecordedOne() {
    try (TestServer server = TestServer.start(FAST)) {
      List<RawClient> clients = new ArrayList<>();
      for (int maxTokens : MAX_TOKENS) {
        clients.add(
            new RawClient(server.port())
                .post(
                    "/v1/chat/completions",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"ignore_eos\":true,"
                        + "\"stream\":true,\"max_tokens\":"
                        + maxTokens
                        + "}"));
      }
      clients.forEach(client -> client.readUntil("[DONE]"));
      clients.forEach(RawClient::close);
      await().until(() -> server.metric("vllm:num_requests_running") == 0);
      String scrape = server.get("/metrics").body();
      String recorded = recorded("metrics-after.txt");

      assertThat(shape(scrape)).isEqualTo(shape(recorded));
      // What depends neither on time nor on the tokenizer is the same number.
      assertThat(samples(scrape)).isEqualTo(samples(recorded)).hasSizeGreaterThan(80);
    }
  }

  private static List<String> samples(String scrape) {
    return scrape.lines().filter(line -> COUNTS.matcher(line).find()).toList();
  }

  /** Every line without its number and without what depends on the machine. */
  private static List<String> shape(String scrape) {
    return scrape
        .lines()
        .filter(line -> !line.isBlank())
        .filter(line -> !line.contains("python_"))
        .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
        .map(line -> CACHE_CONFIG.matcher(line).replaceAll("$1"))
        .toList();
  }

  private static String recorded(String name) {
    try (InputStream in =
        Objects.requireNonNull(RecordedScrapeTest.class.getResourceAsStream("/vllm/" + name))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(text.indexOf("# HELP"));
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
