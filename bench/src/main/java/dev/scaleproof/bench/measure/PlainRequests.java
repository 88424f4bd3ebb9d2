package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.LoadReport;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Chat requests without streaming, one after another on each of some connections. */
public final class PlainRequests implements Scenario {
  private static final double SECONDS = 3;
  private static final int PROMPT_TOKENS = 16;

  private final String model;
  private final int connections;
  private final int answerTokens;

  /**
   * @param answerTokens how long each answer is
   */
  public PlainRequests(String model, int connections, int answerTokens) {
    this.model = model;
    this.connections = connections;
    this.answerTokens = answerTokens;
  }

  @Override
  public String key() {
    return "plain-" + connections;
  }

  @Override
  public String title() {
    return "Plain chat requests, %d connections, answers of %d %s"
        .formatted(connections, answerTokens, answerTokens == 1 ? "token" : "tokens");
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.CPU_PER_10K_REQUESTS,
        Figure.REQUESTS_PER_SECOND,
        Figure.LATENCY_P50,
        Figure.LATENCY_P99,
        Figure.FAILED);
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    Duration duration = Duration.ofMillis(Math.round(1000 * SECONDS * effort));
    LoadPlan plan =
        LoadPlan.to(target.uri())
            .model(model)
            .workload(
                new Workload.Chat(Prompts.Synthetic.of(PROMPT_TOKENS), answerTokens, false, ""))
            .arrivals(Arrivals.ClosedLoop.of(connections))
            .duration(duration)
            .totalTimeout(duration.plusSeconds(10))
            .build();
    Loaded loaded = Loaded.run(target, plan, request -> {}).complete();
    LoadReport report = loaded.report();
    return Map.of(
        Figure.CPU_PER_10K_REQUESTS,
        loaded.cpuSeconds() * 1e4 / report.requests().succeeded(),
        Figure.REQUESTS_PER_SECOND,
        report.requests().succeededPerSecond(),
        Figure.LATENCY_P50,
        report.endToEnd().raw().p50() * 1e3,
        Figure.LATENCY_P99,
        report.endToEnd().raw().p99() * 1e3,
        Figure.FAILED,
        (double) loaded.failed());
  }
}
