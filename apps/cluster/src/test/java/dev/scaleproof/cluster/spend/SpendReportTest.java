package dev.scaleproof.cluster.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.cluster.read.PrometheusService.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendReportTest {
  private static final SpendReport REPORT =
      SpendReport.of(
          "7d",
          List.of(of("alice", "load test", 0.8), of("bob", "", 2.414), of("carol", "none", 0)),
          List.of(of("alice", "load test", 3600), of("bob", "", 10_800)),
          List.of(of("alice", "load test", 60), of("bob", "", 180)),
          List.of(of("alice", "load test", 15)));

  private static Sample of(String owner, String reason, double value) {
    return new Sample(Map.of("owner", owner, "reason", reason), value);
  }

  @Test
  void theDearestComesFirst() {
    assertThat(String.join("\n", REPORT.text()))
        .isEqualTo(
            """
            OWNER  REASON     GPU TIME   SPENT  IDLE
            bob    -          3 h 0 min  $2.41  0 %
            alice  load test  1 h 0 min  $0.80  25 %
            total  -          4 h 0 min  $3.21  6 %""");
  }

  @Test
  void forScripts() {
    assertThat(REPORT.json().replaceAll("\\s+", ""))
        .isEqualTo(
            "{'since':'7d','rows':[{'gpuSeconds':10800.0,'spentUsd':2.414,'idleShare':0.0,'owner':'bob','reason':''},"
                    .replace('\'', '"')
                + "{'gpuSeconds':3600.0,'spentUsd':0.8,'idleShare':0.25,'owner':'alice','reason':'loadtest'}],"
                    .replace('\'', '"')
                + "'total':{'gpuSeconds':14400.0,'spentUsd':3.214,'idleShare':0.0625}}"
                    .replace('\'', '"'));
  }

  @Test
  void nothingIsSaidInWords() {
    SpendReport nothing = SpendReport.of("12h", List.of(), List.of(), List.of(), List.of());

    assertThat(nothing.text()).containsExactly("Nothing was spent on GPUs in the last 12h.");
    assertThat(nothing.json()).contains("\"rows\" : [ ]");
  }
}
