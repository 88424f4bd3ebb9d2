package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Many streams at once, each with a chunk every interval. */
public final class Streams implements Scenario {
  private static final double SECONDS = 4;
  private static final int PROMPT_TOKENS = 16;

  private final String model;
  private final int streams;
  private final Duration interval;

  public Streams(String model, int streams, Duration interval) {
    this.model = model;
    this.streams = streams;
    this.interval = interval;
  }

  @Override
  public String key() {
    return "streams-" + streams + "-" + interval.toMillis() + "ms";
  }

  @Override
  public String title() {
    return "%,d streams, a chunk every %d ms".formatted(streams, interval.toMillis());
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.CPU_PER_MILLION_CHUNKS,
        Figure.CHUNKS_PER_SECOND,
        Figure.MEAN_GAP_OFF,
        Figure.GAP_OFF_P50,
        Figure.GAP_OFF_P99,
        Figure.FAILED);
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    int tokens = (int) Math.max(10, SECONDS * effort / interval.toMillis() * 1000);
    GapDeviations gaps = new GapDeviations(interval.toNanos() / 1000);
    LongAdder chunks = new LongAdder();
    long start = System.nanoTime();
    // Unfinished streams count as far as they came: a target too slow for this load is seen so.
    Loaded loaded =
        Loaded.run(
            target,
            plan(target, tokens),
            request -> {
              gaps.add(request.gaps());
              chunks.add(request.chunks());
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    if (chunks.sum() < streams) {
      throw new MeasurementException(
          "%d chunks in %.0f s from %d streams".formatted(chunks.sum(), seconds, streams));
    }
    return Map.of(
        Figure.CPU_PER_MILLION_CHUNKS,
        loaded.cpuSeconds() * 1e6 / chunks.sum(),
        Figure.CHUNKS_PER_SECOND,
        chunks.sum() / seconds,
        Figure.MEAN_GAP_OFF,
        gaps.meanOffPercent(),
        Figure.GAP_OFF_P50,
        gaps.offMillis(50),
        Figure.GAP_OFF_P99,
        gaps.offMillis(99),
        Figure.FAILED,
        (double) loaded.failed());
  }

  /** One stream of so many tokens for each user; their beginnings are spread over half a second. */
  LoadPlan plan(Target target, int tokens) {
    Duration length = interval.multipliedBy(tokens);
    return LoadPlan.to(target.uri())
        .model(model)
        .workload(Workload.Chat.streaming(Prompts.Synthetic.of(PROMPT_TOKENS), tokens))
        .arrivals(new Arrivals.ClosedLoop(streams, 1, Duration.ZERO, Duration.ofMillis(500)))
        .totalTimeout(length.plusSeconds(5))
        .build();
  }
}
