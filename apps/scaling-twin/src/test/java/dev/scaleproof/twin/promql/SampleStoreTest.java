package dev.scaleproof.twin.promql;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleStoreTest {
  private static final Map<String, String> TARGET = Map.of("pod", "p1", "namespace", "inference");

  private final SampleStore store = new SampleStore();

  @Test
  void readsAScrape() {
    store.scrape(
        TARGET,
        seconds(1),
        """
        # HELP vllm:num_requests_waiting Number of requests waiting.
        # TYPE vllm:num_requests_waiting gauge
        vllm:num_requests_waiting{engine="0",model_name="a \\"b\\" \\\\ c",pod="own"} 3.0
        plain 1e3
        infinite{le="+Inf",} +Inf
        """);

    assertThat(value("vllm:num_requests_waiting{model_name=\"a \\\"b\\\" \\\\ c\"}", 1))
        .isEqualTo(3);
    assertThat(value("vllm:num_requests_waiting{pod=\"p1\",exported_pod=\"own\"}", 1)).isEqualTo(3);
    assertThat(value("plain", 1)).isEqualTo(1000);
    assertThat(value("infinite", 1)).isInfinite();
    assertThat(value("up", 1)).isEqualTo(1);
  }

  @Test
  void whatIsGoneFromTheNextScrapeIsStaleAtOnce() {
    store.scrape(TARGET, seconds(0), "a 1\nb 2\n");
    store.scrape(TARGET, seconds(15), "a 1\n");
    assertThat(count("a", 15)).isEqualTo(1);
    assertThat(count("b", 15)).isZero();
    assertThat(count("b", 14)).isEqualTo(1);
    assertThat(value("last_over_time(b[1m])", 15)).isEqualTo(2);
  }

  @Test
  void aFailedScrapeAndALostTargetMakeEverythingStale() {
    store.scrape(TARGET, seconds(0), "a 1\n");
    store.scrapeFailed(TARGET, seconds(15));
    assertThat(count("a", 15)).isZero();
    assertThat(value("up", 15)).isZero();
    store.scrape(TARGET, seconds(30), "a 1\n");
    store.targetGone(TARGET, seconds(45));
    assertThat(count("a", 45)).isZero();
    assertThat(count("up", 45)).isZero();
  }

  @Test
  void badTextIsRefusedWhole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.scrape(TARGET, seconds(0), "a 1\nb{c=\"d} 2\n"))
        .withMessage("line 2 of the metrics: a label's value has no closing quote");
    assertThat(count("a", 0)).isZero();
  }

  @Test
  void timeDoesNotGoBack() {
    store.append("a", Map.of(), seconds(10), 1);
    store.append("a", Map.of(), seconds(10), 2);
    assertThat(value("a", 10)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.append("a", Map.of(), seconds(9), 1));
  }

  @Test
  void oldSamplesAndSeriesGo() {
    SampleStore brief = new SampleStore(seconds(60));
    brief.scrape(Map.of("pod", "old"), seconds(0), "a 1\n");
    for (long second = 0; second <= 600; second += 15) {
      brief.scrape(TARGET, seconds(second), "a 1\n");
    }
    assertThat(brief.named("a")).hasSize(1);
    assertThat(Query.parse("count_over_time(a[10m])").evaluate(brief, seconds(600)).elements())
        .singleElement()
        .satisfies(element -> assertThat(element.value()).isEqualTo(5));
  }

  private double value(String query, long at) {
    return Query.parse(query).evaluate(store, seconds(at)).elements().getFirst().value();
  }

  private int count(String query, long at) {
    return Query.parse(query).evaluate(store, seconds(at)).elements().size();
  }
}
