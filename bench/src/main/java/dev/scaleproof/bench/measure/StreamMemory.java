package dev.scaleproof.bench.measure;

import dev.scaleproof.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a fresh JVM's memory grows by for each running stream. Both moments, idle after a few
 * streams and with all streams running, are right after a full collection, so that garbage does not
 * count.
 */
public final class StreamMemory implements Scenario {
  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int WARM_UP_STREAMS = 64;
  private static final int WARM_UP_TOKENS = 25;

  private final TargetSource source;
  private final Streams warmUp;
  private final Streams load;
  private final int streams;
  private final Duration interval;

  public StreamMemory(TargetSource source, String model, int streams, Duration interval) {
    this.source = source;
    this.warmUp = new Streams(model, WARM_UP_STREAMS, interval);
    this.load = new Streams(model, streams, interval);
    this.streams = streams;
    this.interval = interval;
  }

  @Override
  public String key() {
    return "memory-" + streams;
  }

  @Override
  public String title() {
    return "Memory with %,d streams, after a full collection".formatted(streams);
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.HEAP_PER_STREAM, Figure.RESIDENT_PER_STREAM);
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    Target fresh = source.start(target.name());
    try {
      var unused = Loaded.run(fresh, warmUp.plan(fresh, WARM_UP_TOKENS), request -> {});
      return measure(fresh);
    } finally {
      source.end(fresh);
    }
  }

  private Map<Figure, Double> measure(Target fresh) throws InterruptedException {
    long heapBefore = fresh.process().liveHeapBytes();
    long residentBefore = fresh.process().residentBytes();
    // Long enough to outlast the measurement, which then stops it.
    int tokens = (int) (PATIENCE.multipliedBy(3).toNanos() / interval.toNanos());
    try (LoadRun run = LoadRun.start(load.plan(fresh, tokens), request -> {})) {
      awaitAll(run);
      long heap = fresh.process().liveHeapBytes() - heapBefore;
      long resident = fresh.process().residentBytes() - residentBefore;
      return Map.of(
          Figure.HEAP_PER_STREAM, heap / 1024.0 / streams,
          Figure.RESIDENT_PER_STREAM, resident / 1024.0 / streams);
    }
  }

  private void awaitAll(LoadRun run) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (run.progress().inFlight() < streams) {
      if (System.nanoTime() - deadline > 0) {
        throw new MeasurementException(
            "only %d of %d streams at once".formatted(run.progress().inFlight(), streams));
      }
      Thread.sleep(50);
    }
    Thread.sleep(STEADY);
  }
}
