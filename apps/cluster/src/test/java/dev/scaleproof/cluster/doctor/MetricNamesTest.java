package dev.scaleproof.cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          sum(vllm:num_requests_waiting{namespace="serving"})                | vllm:num_requests_waiting
          sum by (pod) (rate(http_requests_total{a="b",c='d e'}[5m]))        | http_requests_total
          sum(a_b) without (instance) / on (pod) group_left (node) c_d       | a_b,c_d
          max_over_time((sum(up))[300s:15s])                                 | up
          running + 10 * waiting                                             | running,waiting
          histogram_quantile(0.95, sum(rate(x_bucket[1m])) by (le))          | x_bucket
          a offset 5m and b unless on (x) c or vector(0)                     | a,b,c
          {__name__="only_a_label"}                                          |
          label_replace(up, "dst", "$1", "src", "(.*)")                      | up
          1e3 * up > bool 5                                                  | up
          """)
  void findsTheNamesInAnExpression(String expression, String names) {
    assertThat(MetricNames.in(expression))
        .containsExactly(names == null ? new String[0] : names.split(","));
  }

  @Test
  void knowsWhatVllmRenamedBothWays() {
    assertThat(MetricNames.closest("vllm:gpu_cache_usage_perc", Set.of("vllm:kv_cache_usage_perc")))
        .contains("vllm:kv_cache_usage_perc");
    assertThat(MetricNames.closest("vllm:kv_cache_usage_perc", Set.of("vllm:gpu_cache_usage_perc")))
        .contains("vllm:gpu_cache_usage_perc");
  }

  @Test
  void takesTheMostAlikeOfThoseThatAreThere() {
    assertThat(
            MetricNames.closest(
                "vllm:num_requests_waiting",
                Set.of("vllm_num_requests_waiting", "vllm_num_requests_running", "up")))
        .contains("vllm_num_requests_waiting");
  }

  @Test
  void guessesNothingFromStrangers() {
    assertThat(MetricNames.closest("vllm:num_requests_waiting", Set.of("go_goroutines", "up")))
        .isEmpty();
  }
}
