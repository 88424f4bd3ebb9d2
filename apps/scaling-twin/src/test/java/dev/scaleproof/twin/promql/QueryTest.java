package dev.scaleproof.twin.promql;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  private static final long NOW = 600;

  private final SampleStore store = new SampleStore();

  @BeforeEach
  void threePods() {
    for (int pod = 1; pod <= 3; pod++) {
      Map<String, String> labels = Map.of("namespace", "inference", "pod", "p" + pod);
      for (long second = 0; second <= NOW; second += 15) {
        store.append("vllm:num_requests_waiting", labels, seconds(second), pod * 2);
        store.append("tokens_total", labels, seconds(second), 1.0 * pod * second);
      }
    }
    store.append("limit", Map.of("namespace", "inference"), seconds(NOW), 10);
    String[] bounds = {"0.1", "0.5", "1", "+Inf"};
    double[] counts = {2, 6, 10, 10};
    for (int i = 0; i < bounds.length; i++) {
      store.append("ttft_bucket", Map.of("le", bounds[i]), seconds(NOW), counts[i]);
    }
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sum(vllm:num_requests_waiting{namespace="inference"}) | 12
          sum by (namespace) (vllm:num_requests_waiting) | 12
          sum(vllm:num_requests_waiting) without (pod) | 12
          avg(vllm:num_requests_waiting) | 4
          min(vllm:num_requests_waiting) | 2
          MAX(vllm:num_requests_waiting) | 6
          count(vllm:num_requests_waiting) | 3
          quantile(0.5, vllm:num_requests_waiting) | 4
          stddev(vllm:num_requests_waiting) | 1.632993161855452
          vllm:num_requests_waiting{pod=~"p[12]",pod!="p1"} | 4
          vllm:num_requests_waiting{pod!~"p[12]"} | 6
          {__name__="limit"} | 10
          sum(vllm:num_requests_waiting) / on() limit | 1.2
          sum by (namespace) (vllm:num_requests_waiting) / limit | 1.2
          sum by (namespace) (vllm:num_requests_waiting) / on(namespace) group_left limit | ERR
          sum(vllm:num_requests_waiting) > 11 | 12
          sum(vllm:num_requests_waiting) > bool 11 | 1
          20 > sum(vllm:num_requests_waiting) | 12
          vllm:num_requests_waiting == 4 | 4
          -2 ^ 2 + 0 * vector(1) | -4
          vector(2 ^ 3 ^ 2) | 512
          vector(7 % 4 - 1) | 2
          vector(0x10) + 1h | 3616
          vector(-7 % 4) | -3
          vector(1.5e1) | 15
          ceil(vector(1.2)) + floor(vector(1.8)) + abs(vector(-1)) | 4
          clamp_min(vector(1), 3) + clamp_max(vector(9), 4) + clamp(vector(7), 0, 5) | 12
          round(vector(2.5)) | 3
          absent(nothing{job="a"}) | 1
          nothing or vector(0) | 0
          sum(nothing) or vector(7) | 7
          limit and on(namespace) vllm:num_requests_waiting{pod="p1"} | 10
          limit unless on(namespace) nothing | 10
          rate(tokens_total{pod="p2"}[1m]) | 2
          irate(tokens_total{pod="p3"}[1m]) | 3
          increase(tokens_total{pod="p1"}[1m]) | 60
          delta(vllm:num_requests_waiting{pod="p1"}[5m]) | 0
          sum(rate(tokens_total[5m])) | 6
          avg_over_time(tokens_total{pod="p1"}[1m]) | 577.5
          max_over_time(tokens_total{pod="p1"}[1m]) | 600
          min_over_time(tokens_total{pod="p1"}[1m]) | 555
          sum_over_time(limit[1m]) | 10
          count_over_time(tokens_total{pod="p1"}[1m]) | 4
          last_over_time(tokens_total{pod="p1"}[1m]) | 600
          quantile_over_time(0.5, tokens_total{pod="p1"}[1m]) | 577.5
          histogram_quantile(0.5, ttft_bucket) | 0.4
          histogram_quantile(0.1, sum by (le) (ttft_bucket)) | 0.05
          vector(scalar(limit)) * 2 | 20
          vector(time()) | 600
          """)
  void values(String query, String expected) {
    if (expected.equals("ERR")) {
      assertThatThrownBy(() -> evaluate(query)).isInstanceOf(QueryException.class);
      return;
    }
    assertThat(evaluate(query))
        .singleElement()
        .satisfies(
            element ->
                assertThat(element.value()).isCloseTo(Double.parseDouble(expected), within(1e-9)));
  }

  private List<QueryResult.Element> evaluate(String query) {
    return Query.parse(query).evaluate(store, seconds(NOW)).elements();
  }

  @Test
  void labelsSayWhereAValueComesFrom() {
    assertThat(evaluate("vllm:num_requests_waiting{pod=\"p1\"}").getFirst().labels())
        .containsEntry("__name__", "vllm:num_requests_waiting");
    assertThat(evaluate("vllm:num_requests_waiting{pod=\"p1\"} * 2").getFirst().labels())
        .isEqualTo(Map.of("namespace", "inference", "pod", "p1"));
    assertThat(
            evaluate("sum by (pod) (vllm:num_requests_waiting)").stream()
                .collect(Collectors.toMap(e -> e.labels().get("pod"), QueryResult.Element::value)))
        .isEqualTo(Map.of("p1", 2.0, "p2", 4.0, "p3", 6.0));
    assertThat(evaluate("absent(nothing{job=\"a\"})").getFirst().labels())
        .isEqualTo(Map.of("job", "a"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sum(                              | at character 5
          sum(waiting))                     | at character 13
          waiting[5m]                       | range vector
          rate(waiting)                     | takes a range vector
          rate(waiting[5 m])                | expected ]
          waiting offset 5m                 | offset is not supported
          waiting @ 3                       | @ is not supported
          rate(waiting[5m:1m])              | subqueries
          topk(1, waiting)                  | topk is not supported
          label_replace(a, "b", "c", "d", "e") | a string is not possible
          predict_linear(waiting[5m], 3)    | predict_linear is not supported
          {}                                | non-empty matcher
          waiting{pod=~"["}                 | not a regular expression
          waiting{pod="a}                   | no closing quote
          1 > 2                             | must use bool
          1 and waiting                     | vector on both sides
          waiting $                         | unexpected character
          5z                                | neither a number nor a duration
          """)
  void refused(String query, String problem) {
    assertThatThrownBy(() -> Query.parse(query))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(problem)
        .hasMessageStartingWith("at character ");
  }

  @Test
  void twoSeriesOnOneSideAreNotGuessedAbout() {
    assertThatThrownBy(() -> evaluate("limit / on(namespace) vllm:num_requests_waiting"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("duplicate series");
  }

  @Test
  void lookBackIsFiveMinutesWithoutItsEdge() {
    SampleStore old = new SampleStore();
    old.append("x", Map.of(), seconds(0), 1);
    Query query = Query.parse("x");
    assertThat(query.evaluate(old, seconds(299)).elements()).hasSize(1);
    assertThat(query.evaluate(old, seconds(300)).elements()).isEmpty();
  }

  @Test
  void counterResetsAreAddedUp() {
    SampleStore resets = new SampleStore();
    double[] values = {10, 20, 5, 15};
    for (int i = 0; i < values.length; i++) {
      resets.append("c", Map.of(), seconds(15L * i), values[i]);
    }
    // 25 in 45 s, stretched by 15 s to the range's start (which never passes below zero).
    assertThat(
            Query.parse("increase(c[1m])")
                .evaluate(resets, seconds(45))
                .elements()
                .getFirst()
                .value())
        .isCloseTo(25 * 60.0 / 45, within(1e-9));
  }

  @Test
  void scalarsAreMarked() {
    assertThat(Query.parse("1 + 1").evaluate(store, seconds(NOW)))
        .isEqualTo(new QueryResult(true, List.of(new QueryResult.Element(Map.of(), 2))));
  }
}
