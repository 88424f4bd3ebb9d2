package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Streams from a source that makes no pause between tokens, one after another. */
public final class FlatOut implements Scenario {
  private static final double SECONDS = 3;
  private static final int PROMPT_TOKENS = 16;
  private static final int ANSWER_TOKENS = 1000;

  private final String model;
  private final int connections;

  public FlatOut(String model, int connections) {
    this.model = model;
    this.connections = connections;
  }

  @Override
  public String key() {
    return "flat-out-" + connections;
  }

  @Override
  public String title() {
    return "Flat out: streams of %,d tokens without a pause, %d connections"
        .formatted(ANSWER_TOKENS, connections);
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.CPU_PER_MILLION_CHUNKS, Figure.CHUNKS_PER_SECOND, Figure.FAILED);
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    Duration duration = Duration.ofMillis(Math.round(1000 * SECONDS * effort));
    LoadPlan plan =
        LoadPlan.to(target.uri())
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(PROMPT_TOKENS), ANSWER_TOKENS))
            .arrivals(Arrivals.ClosedLoop.of(connections))
            .duration(duration)
            .totalTimeout(duration.plusSeconds(10))
            .build();
    LongAdder chunks = new LongAdder();
    long start = System.nanoTime();
    Loaded loaded = Loaded.run(target, plan, request -> chunks.add(request.chunks())).complete();
    double seconds = (System.nanoTime() - start) / 1e9;
    return Map.of(
        Figure.CPU_PER_MILLION_CHUNKS,
        loaded.cpuSeconds() * 1e6 / chunks.sum(),
        Figure.CHUNKS_PER_SECOND,
        chunks.sum() / seconds,
        Figure.FAILED,
        (double) loaded.failed());
  }
}
