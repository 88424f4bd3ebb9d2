package dev.scaleproof.cluster.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Past;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Answers in the form of Prometheus' HTTP API
 * (https://prometheus.io/docs/prometheus/latest/querying/api/).
 */
class PrometheusReaderTest {
  private static final String EMPTY = vector("");

  private final Map<String, String> answers =
      new HashMap<>(
          Map.of(
              "/api/v1/label/__name__/values",
              "{\"status\":\"success\",\"data\":[\"up\",\"vllm:num_requests_waiting\"]}",
              "/api/v1/scrape_pools",
              "{\"status\":\"success\",\"data\":{\"scrapePools\":[\"serviceMonitor/a/b/0\"]}}",
              "/api/v1/targets?state=active",
              """
              {"status":"success","data":{"activeTargets":[
                {"scrapePool":"serviceMonitor/a/b/0","labels":{"instance":"10.0.0.1:8000"},"health":"down","lastError":"refused"},
                {"scrapePool":"serviceMonitor/a/b/0","labels":{"instance":"10.0.0.2:8000"},"health":"unknown","lastError":""}]}}
              """));

  private Server ask(String query, int window) {
    return new PrometheusReader(
            path -> {
              String answer = answers.get(URLDecoder.decode(path, StandardCharsets.UTF_8));
              if (answer == null) {
                throw new IOException("unexpected " + path);
              }
              return answer;
            })
        .ask("http://p", Map.of(query, window));
  }

  private Answer answer(String query, String result) {
    answers.put("/api/v1/query?query=" + query, result);
    Server server = ask(query, 0);
    assertThat(server.failure()).isEmpty();
    return Objects.requireNonNull(server.answers().get(query));
  }

  @Test
  void oneSeriesIsANumber() {
    assertThat(answer("sum(x{a=\"b + c\"})", vector(sample("7.5"))))
        .isEqualTo(new Answer.Value(7.5, List.of()));
  }

  @Test
  void scalarIsOneToo() {
    assertThat(
            answer(
                "scalar(x)",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"3\"]}}"))
        .isEqualTo(new Answer.Value(3, List.of()));
  }

  @Test
  void notANumberIsStillAnAnswer() {
    assertThat(answer("x", vector(sample("NaN"))))
        .isEqualTo(new Answer.Value(Double.NaN, List.of()));
    assertThat(answer("x", vector(sample("+Inf"))))
        .isEqualTo(new Answer.Value(Double.POSITIVE_INFINITY, List.of()));
  }

  @Test
  void noneAndManyAreCounted() {
    assertThat(answer("x", EMPTY)).isEqualTo(new Answer.Series(0));
    assertThat(answer("x", vector(sample("1") + "," + sample("2"))))
        .isEqualTo(new Answer.Series(2));
  }

  @Test
  void refusedQueryCarriesItsReason() {
    assertThat(
            answer(
                "sum(", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"unclosed\"}"))
        .isEqualTo(new Answer.Refused("unclosed"));
  }

  @Test
  void pastOfTheWindowIsAskedForWhereItMatters() {
    answers.put("/api/v1/query?query=x", vector(sample("1")));
    answers.put(
        "/api/v1/query?query=(x)[300s:15s]",
        """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{},"values":[[1748779170,"9"],[1748779185,"+Inf"]]}]}}""");

    assertThat(ask("x", 300).answers().get("x"))
        .isEqualTo(
            new Answer.Value(
                1,
                List.of(
                    new Past(Duration.ofMillis(30_100), 9),
                    new Past(Duration.ofMillis(15_100), Double.POSITIVE_INFINITY))));
  }

  @Test
  void namesPoolsAndTargets() {
    answers.put("/api/v1/query?query=x", EMPTY);

    Server server = ask("x", 0);

    assertThat(server.names()).containsExactly("up", "vllm:num_requests_waiting");
    assertThat(server.scrapePools()).containsExactly("serviceMonitor/a/b/0");
    assertThat(server.targets()).extracting("up").containsExactly(false, true);
    assertThat(server.targets().getFirst().lastError()).isEqualTo("refused");
  }

  @Test
  void whatIsNoPrometheusIsSaidToBeNone() {
    answers.put("/api/v1/query?query=x", "<html>404 not found</html>");

    assertThat(ask("x", 0).failure())
        .isEqualTo("it does not answer like a Prometheus: <html>404 not found</html>");
  }

  private static String vector(String samples) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}"
        .formatted(samples);
  }

  private static String sample(String value) {
    return "{\"metric\":{},\"value\":[1748779200.1,\"%s\"]}".formatted(value);
  }
}
