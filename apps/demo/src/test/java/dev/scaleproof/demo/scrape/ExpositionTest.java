package dev.scaleproof.demo.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final String TEXT =
      """
      # HELP vllm:num_requests_waiting Number of requests waiting.
      # TYPE vllm:num_requests_waiting gauge
      vllm:num_requests_waiting{engine="0",model_name="a {b} c"} 8.0
      vllm:num_requests_waiting{engine="1",model_name="m"} 3 1700000000000
      vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 8.0
      up 1
      broken_limit{le="+Inf"} +Inf""";

  @Test
  void sumsAllSeriesOfAMetricAndOfNoOther() {
    assertThat(Exposition.sum(TEXT, "vllm:num_requests_waiting")).isEqualTo(11);
  }

  @Test
  void seriesWithoutLabelsCount() {
    assertThat(Exposition.sum(TEXT, "up")).isEqualTo(1);
  }

  @Test
  void theLastLineNeedsNoLineEnd() {
    assertThat(Exposition.sum(TEXT, "broken_limit")).isInfinite();
  }

  @Test
  void aMetricThatIsNotThereIsZero() {
    assertThat(Exposition.sum(TEXT, "vllm:num_requests")).isZero();
    assertThat(Exposition.sum("", "up")).isZero();
  }
}
