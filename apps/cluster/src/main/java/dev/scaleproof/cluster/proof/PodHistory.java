package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Sample;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What Prometheus took from one pod, by the time when each scrape began. Values of one scrape come
 * one by one. Not thread-safe.
 */
final class PodHistory {
  private static final String RUNNING = "vllm:num_requests_running";
  private static final String WAITING = "vllm:num_requests_waiting";
  private static final String CPU = "process_cpu_seconds_total";

  /** The series that make up a history. */
  static final String NAMES = RUNNING + "|" + WAITING + "|" + CPU;

  private final NavigableMap<Double, Double> running = new TreeMap<>();
  private final NavigableMap<Double, Double> waiting = new TreeMap<>();
  private final NavigableMap<Double, Double> cpu = new TreeMap<>();

  /** Takes one value; one that is known already changes nothing. */
  void add(String name, double t, double value) {
    switch (name) {
      case RUNNING -> running.put(t, value);
      case WAITING -> waiting.put(t, value);
      case CPU -> cpu.put(t, value);
      default -> {}
    }
  }

  /** Every scrape as a line for the samples file. */
  void scrapes(String pod, Consumer<Sample> each) {
    // What was there before the run's start is known only to be drawn.
    running
        .tailMap(0.0, true)
        .forEach(
            (t, value) -> {
              Double queue = waiting.get(t);
              each.accept(
                  new Sample.Scrape(
                      t,
                      pod,
                      (int) Math.round(value),
                      queue == null ? null : (int) Math.round(queue),
                      null));
            });
  }

  /** The pod as Prometheus had it at a time; CPU time between two scrapes is in proportion. */
  Sample.PodState at(double t, String pod, boolean serving) {
    return new Sample.PodState(
        pod, serving, (int) last(running, t), (int) last(waiting, t), between(cpu, t));
  }

  private static double last(NavigableMap<Double, Double> values, double t) {
    Map.Entry<Double, Double> entry = values.floorEntry(t);
    return entry == null ? 0 : Math.round(entry.getValue());
  }

  private static double between(NavigableMap<Double, Double> values, double t) {
    Map.Entry<Double, Double> before = values.floorEntry(t);
    Map.Entry<Double, Double> after = values.ceilingEntry(t);
    if (before == null || after == null) {
      return before != null ? before.getValue() : after != null ? after.getValue() : 0;
    }
    double span = after.getKey() - before.getKey();
    double part = span <= 0 ? 0 : (t - before.getKey()) / span;
    double value = before.getValue() + part * (after.getValue() - before.getValue());
    return Math.round(value * 1e6) / 1e6;
  }
}
