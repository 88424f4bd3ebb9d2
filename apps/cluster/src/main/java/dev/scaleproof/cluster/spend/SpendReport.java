package dev.scaleproof.cluster.spend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.read.PrometheusService.Sample;
import dev.scaleproof.cluster.wording.Columns;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spend by owner and reason. Pure.
 *
 * @param since for how long back
 * @param rows the dearest first
 */
record SpendReport(String since, List<Row> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double PERCENT = 100;
  private static final double CENTS = 10_000;

  /**
   * What one owner spent for one reason.
   *
   * @param leased samples under a lease
   * @param idle those of them in which nothing ran
   */
  record Row(
      String owner, String reason, double gpuSeconds, double spentUsd, double leased, double idle) {
    /** Of the GPU time, from 0 to 1; 0 where there was none. */
    double idleShare() {
      return leased > 0 ? Math.min(1, idle / leased) : 0;
    }

    private Row plus(Row other) {
      return new Row(
          owner,
          reason,
          gpuSeconds + other.gpuSeconds,
          spentUsd + other.spentUsd,
          leased + other.leased,
          idle + other.idle);
    }
  }

  private record Key(String owner, String reason) {
    static Key of(Sample sample) {
      return new Key(sample.label("owner"), sample.label("reason"));
    }
  }

  /** Puts the answers together. */
  static SpendReport of(
      String since,
      List<Sample> spent,
      List<Sample> seconds,
      List<Sample> leased,
      List<Sample> idle) {
    Map<Key, Row> rows = new LinkedHashMap<>();
    spent.forEach(one -> add(rows, one, 0, one.value(), 0, 0));
    seconds.forEach(one -> add(rows, one, one.value(), 0, 0, 0));
    leased.forEach(one -> add(rows, one, 0, 0, one.value(), 0));
    idle.forEach(one -> add(rows, one, 0, 0, 0, one.value()));
    return new SpendReport(
        since,
        rows.values().stream()
            .filter(row -> row.gpuSeconds() > 0 || row.spentUsd() > 0)
            .sorted(Comparator.comparingDouble(Row::spentUsd).reversed())
            .toList());
  }

  private static void add(
      Map<Key, Row> rows, Sample sample, double seconds, double usd, double leased, double idle) {
    Key key = Key.of(sample);
    rows.merge(key, new Row(key.owner(), key.reason(), seconds, usd, leased, idle), Row::plus);
  }

  Row total() {
    return rows.stream().reduce(new Row("total", "", 0, 0, 0, 0), Row::plus);
  }

  List<String> text() {
    if (rows.isEmpty()) {
      return List.of("Nothing was spent on GPUs in the last %s.".formatted(since));
    }
    Columns columns = new Columns("OWNER", "REASON", "GPU TIME", "SPENT", "IDLE");
    List<Row> all = new ArrayList<>(rows);
    all.add(total());
    for (Row row : all) {
      columns.row(
          row.owner().isEmpty() ? "-" : row.owner(),
          row.reason().isEmpty() ? "-" : row.reason(),
          Words.duration(Duration.ofSeconds(Math.round(row.gpuSeconds()))),
          Money.dollars(row.spentUsd()),
          Math.round(row.idleShare() * PERCENT) + " %");
    }
    return columns.lines();
  }

  String json() {
    ObjectNode report = JSON.createObjectNode().put("since", since);
    rows.forEach(
        row ->
            report
                .withArray("rows")
                .add(node(row).put("owner", row.owner()).put("reason", row.reason())));
    report.withArray("rows");
    report.set("total", node(total()));
    return report.toPrettyString();
  }

  private static ObjectNode node(Row row) {
    return JSON.createObjectNode()
        .put("gpuSeconds", (double) Math.round(row.gpuSeconds()))
        .put("spentUsd", Math.round(row.spentUsd() * CENTS) / CENTS)
        .put("idleShare", Math.round(row.idleShare() * CENTS) / CENTS);
  }
}
