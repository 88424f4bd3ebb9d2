package dev.scaleproof.validation.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricNamesTest {

  @Test
  void aNameIsWhatIsNeitherFunctionNorLabelNorOperatorNorText() {
    assertThat(
            MetricNames.in(
                """
                histogram_quantile(0.95, sum by (namespace, le) (rate(vllm:ttft_bucket{pod=~"a{2}|b"}[5m])))
                  > 1e3 and on (namespace) max_over_time((namespace:a:sum + b_total offset 5m)[15m:1m])
                  unless on (pod) up{job="x", other="and {c}"} == 0 or absent(d) * on (e) group_left (f) g
                """))
        .containsExactly("b_total", "d", "g", "namespace:a:sum", "up", "vllm:ttft_bucket");
  }

  @Test
  void knowsEachSourceByOneOfItsNames() {
    assertThat(MetricNames.known())
        .contains(
            "vllm:num_requests_waiting",
            "vllm:time_to_first_token_seconds_bucket",
            "gateway_requests_total",
            "gateway_upstream_first_byte_seconds_bucket",
            "keda_scaler_detail_errors_total",
            "kube_horizontalpodautoscaler_status_condition",
            "namespace:gpu_requested:sum")
        .doesNotContain("vllm:gpu_cache_usage_perc", "keda_metrics_adapter_scaler_errors_total");
  }
}
