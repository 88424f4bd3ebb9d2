package dev.scaleproof.bench.measure;

import java.util.List;
import java.util.Map;

/** One load, and what it shows of a target. */
public interface Scenario {

  /** Short and unique, for files. */
  String key();

  /** One line for people. */
  String title();

  /** The first is what targets are compared by; lower is better for it. */
  List<Figure> figures();

  /**
   * Runs the load once and waits for its end.
   *
   * @param effort scales the time it takes: 1 for a full measurement
   * @throws MeasurementException if the figures would mean nothing
   */
  Map<Figure, Double> measure(Target target, double effort) throws InterruptedException;

  /**
   * Figures that only make sense beside the baseline's of the same round; by default none.
   *
   * @param baseline the first target's
   */
  default Map<Figure, Double> relative(Map<Figure, Double> baseline, Map<Figure, Double> own) {
    return Map.of();
  }
}
