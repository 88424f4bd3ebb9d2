package dev.scaleproof.bench;

import dev.scaleproof.bench.measure.FlatOut;
import dev.scaleproof.bench.measure.PlainRequests;
import dev.scaleproof.bench.measure.Result;
import dev.scaleproof.bench.measure.Rounds;
import dev.scaleproof.bench.measure.StreamMemory;
import dev.scaleproof.bench.measure.Streams;
import dev.scaleproof.bench.measure.Target;
import dev.scaleproof.bench.measure.TargetSource;
import dev.scaleproof.bench.process.Child;
import dev.scaleproof.bench.process.ChildException;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.process.Invocation;
import dev.scaleproof.bench.report.Comparison.Section;
import dev.scaleproof.bench.upstream.BareServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The simulator beside a bare server that writes chunks of that size on the same schedule. */
final class SimulatorComparison {
  private static final String OURS = "inference-sim";
  private static final String BARE = "bare Netty";
  private static final String MODEL = "bench";

  /** Where memory is measured: what is free after a collection goes back to the system. */
  private static final List<String> GIVE_MEMORY_BACK =
      List.of("-XX:+UseSerialGC", "-Xms16m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Children children;
  private final Progress progress;
  private final Path jar;

  SimulatorComparison(Children children, Progress progress, Path jar) {
    this.children = children;
    this.progress = progress;
    this.jar = jar;
  }

  Section run(Rounds rounds) throws InterruptedException {
    List<Result> results = new ArrayList<>();
    // The most streams first: that warms both JVMs up for the others.
    results.addAll(streams(rounds, Duration.ofMillis(20), 1024, 256, 64));
    results.addAll(streams(rounds, Duration.ofMillis(50), 4096));
    results.addAll(withoutPauses(rounds));
    Source source = new Source(Duration.ofMillis(20), GIVE_MEMORY_BACK);
    // These targets only stand for the fresh ones that every measurement starts.
    results.addAll(
        source.withBoth(
            targets ->
                List.of(
                    rounds.run(new StreamMemory(source, MODEL, 1024, source.interval), targets))));
    return new Section("Simulator beside a bare server on the same schedule", OURS, results);
  }

  private List<Result> streams(Rounds rounds, Duration interval, int... levels)
      throws InterruptedException {
    return new Source(interval, List.of())
        .withBoth(
            targets -> {
              rounds.warmUp(MODEL, targets);
              List<Result> results = new ArrayList<>();
              for (int level : levels) {
                results.add(rounds.run(new Streams(MODEL, level, interval), targets));
              }
              return results;
            });
  }

  private List<Result> withoutPauses(Rounds rounds) throws InterruptedException {
    return new Source(Duration.ZERO, List.of())
        .withBoth(
            targets -> {
              rounds.warmUp(MODEL, targets);
              return List.of(
                  rounds.run(new PlainRequests(MODEL, 32, 1), targets),
                  rounds.run(new FlatOut(MODEL, 64), targets));
            });
  }

  @FunctionalInterface
  private interface Measurement {
    List<Result> on(List<Target> targets) throws InterruptedException;
  }

  private final class Source implements TargetSource {
    private final Duration interval;
    private final List<String> jvmOptions;

    Source(Duration interval, List<String> jvmOptions) {
      this.interval = interval;
      this.jvmOptions = jvmOptions;
    }

    List<Result> withBoth(Measurement measurement) throws InterruptedException {
      List<Target> targets = List.of(start(BARE), start(OURS));
      try {
        return measurement.on(targets);
      } finally {
        targets.forEach(this::end);
      }
    }

    @Override
    public Target start(String name) throws InterruptedException {
      progress.now("starting " + name);
      try {
        String folderName = name.replace(' ', '-');
        Child child =
            children.start(
                folderName,
                name.equals(OURS) ? simulator() : bare(),
                children.newFolder(folderName));
        try {
          return new Target(name, URI.create(child.awaitReadyLine(PATIENCE)), child);
        } catch (ChildException e) {
          children.end(child);
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void end(Target target) {
      children.end(target.process());
    }

    private Invocation bare() {
      return Invocation.ofClass(
              BareServer.class, "--interval-ms", Long.toString(interval.toMillis()))
          .withJvmOptions(jvmOptions);
    }

    /** Room for every stream at once: this is about writing tokens, not about queueing. */
    private Invocation simulator() {
      return Invocation.of(
              Invocation.java(
                  "-jar",
                  jar.toAbsolutePath().toString(),
                  "--port",
                  "0",
                  "--served-model-name",
                  MODEL,
                  "--profile",
                  "constant:" + interval.toMillis() + "ms",
                  "--max-num-seqs",
                  "4096",
                  "--max-num-batched-tokens",
                  "8192",
                  "--num-gpu-blocks-override",
                  "524288"))
          .withJvmOptions(jvmOptions);
    }
  }
}
