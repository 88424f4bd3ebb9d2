package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.LoadReport.Percentiles;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Time to the first token while so many streams run on average. Streams of half a second begin at
 * random moments, so that the samples are not those of a burst.
 */
public final class FirstByte implements Scenario {
  private static final double SECONDS = 3;
  private static final Duration STREAM = Duration.ofMillis(500);
  private static final int PROMPT_TOKENS = 16;

  private final String model;
  private final int streams;
  private final Duration interval;

  public FirstByte(String model, int streams, Duration interval) {
    this.model = model;
    this.streams = streams;
    this.interval = interval;
  }

  @Override
  public String key() {
    return "first-byte-" + streams;
  }

  @Override
  public String title() {
    return "First byte of a stream while " + streams + " run; added = more than direct";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.ADDED_P50,
        Figure.ADDED_P99,
        Figure.FIRST_BYTE_P50,
        Figure.FIRST_BYTE_P99,
        Figure.FAILED);
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    Duration duration = Duration.ofMillis(Math.round(1000 * SECONDS * effort));
    int tokens = (int) (STREAM.toNanos() / interval.toNanos());
    LoadPlan plan =
        LoadPlan.to(target.uri())
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(PROMPT_TOKENS), tokens))
            .arrivals(Arrivals.OpenLoop.poisson(streams * 1e9 / STREAM.toNanos()))
            // A target that is too slow for this rate is measured at this many.
            .maxInFlight(streams + streams / 2)
            .duration(duration)
            .warmUp(Duration.ofSeconds(1))
            .totalTimeout(duration.plusSeconds(15))
            .build();
    Loaded loaded = Loaded.run(target, plan, request -> {}).complete();
    Percentiles firstToken = loaded.report().firstToken().raw();
    return Map.of(
        Figure.FIRST_BYTE_P50, firstToken.p50() * 1e3,
        Figure.FIRST_BYTE_P99, firstToken.p99() * 1e3,
        Figure.FAILED, (double) loaded.failed());
  }

  @Override
  public Map<Figure, Double> relative(Map<Figure, Double> baseline, Map<Figure, Double> own) {
    return Map.of(
        Figure.ADDED_P50, difference(Figure.FIRST_BYTE_P50, baseline, own),
        Figure.ADDED_P99, difference(Figure.FIRST_BYTE_P99, baseline, own));
  }

  private static double difference(
      Figure figure, Map<Figure, Double> baseline, Map<Figure, Double> own) {
    return own.getOrDefault(figure, Double.NaN) - baseline.getOrDefault(figure, Double.NaN);
  }
}
