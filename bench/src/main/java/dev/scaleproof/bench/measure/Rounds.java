package dev.scaleproof.bench.measure;

import dev.scaleproof.bench.process.ChildException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures all targets in turns (A B C, A B C, …), so that what the machine does meanwhile is
 * shared out fairly. The first target is the baseline.
 */
public final class Rounds {
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Duration LEFTOVERS = Duration.ofMinutes(5);

  private final int rounds;
  private final double effort;
  private final Consumer<String> progress;

  /**
   * @param effort scales the time of each measurement
   * @param progress gets a line as each begins
   */
  public Rounds(int rounds, double effort, Consumer<String> progress) {
    this.rounds = rounds;
    this.effort = effort;
    this.progress = progress;
  }

  /** Has every target answer many short requests, which do not count. */
  public void warmUp(String model, List<Target> targets) throws InterruptedException {
    for (Target target : targets) {
      progress.accept("warming up " + target.name());
      WarmUp.run(target, model, effort);
    }
  }

  /** A round that does not count, so that JVMs are warm, and then the rounds. */
  public Result run(Scenario scenario, List<Target> targets) throws InterruptedException {
    Map<String, Map<Figure, List<Double>>> values = new HashMap<>();
    Map<String, String> problems = new HashMap<>();
    Set<String> out = new HashSet<>();
    for (int round = 0; round <= rounds; round++) {
      Map<Figure, Double> baseline = null;
      for (Target target : targets) {
        if (out.contains(target.name())) {
          continue;
        }
        progress.accept(
            "%s · %s · %s"
                .formatted(
                    scenario.title(),
                    round == 0 ? "warm-up" : "round " + round + "/" + rounds,
                    target.name()));
        try {
          Map<Figure, Double> figures = scenario.measure(target, effort);
          target.process().settle(SETTLE);
          if (target.equals(targets.getFirst())) {
            baseline = figures;
          }
          if (round > 0) {
            Map<Figure, List<Double>> of =
                values.computeIfAbsent(target.name(), name -> new EnumMap<>(Figure.class));
            collect(of, figures);
            if (baseline != null) {
              collect(of, scenario.relative(baseline, figures));
            }
          }
        } catch (MeasurementException | ChildException e) {
          problems.put(target.name(), e.getMessage());
          // What it still works off must not be booked to whoever is measured next.
          target.process().settle(LEFTOVERS);
          // What fails twice, or is dead, would only cost the others' time.
          if (round > 0 || !target.process().alive()) {
            out.add(target.name());
          }
        }
      }
    }
    List<Result.Row> rows = new ArrayList<>();
    for (Target target : targets) {
      rows.add(
          row(
              target.name(),
              values.getOrDefault(target.name(), Map.of()),
              problems.get(target.name())));
    }
    return new Result(scenario.key(), scenario.title(), scenario.figures(), rows);
  }

  private static void collect(Map<Figure, List<Double>> values, Map<Figure, Double> figures) {
    figures.forEach(
        (figure, value) -> {
          if (!value.isNaN()) {
            values.computeIfAbsent(figure, none -> new ArrayList<>()).add(value);
          }
        });
  }

  private static Result.Row row(
      String target, Map<Figure, List<Double>> values, @Nullable String problem) {
    Map<Figure, Spread> spreads = new EnumMap<>(Figure.class);
    values.forEach((figure, list) -> spreads.put(figure, new Spread(list)));
    return new Result.Row(target, spreads, problem);
  }
}
