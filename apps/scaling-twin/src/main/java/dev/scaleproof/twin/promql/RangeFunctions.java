package dev.scaleproof.twin.promql;

import dev.scaleproof.twin.promql.Node.Evaluation;
import dev.scaleproof.twin.promql.Series.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Functions over a range of samples ({@code promql/functions.go} of Prometheus 3). */
final class RangeFunctions {
  static final Set<String> NAMES =
      Set.of(
          "rate",
          "irate",
          "increase",
          "delta",
          "idelta",
          "avg_over_time",
          "max_over_time",
          "min_over_time",
          "sum_over_time",
          "count_over_time",
          "last_over_time");

  private RangeFunctions() {}

  /** The function over each series; those for which it has no value are left out. */
  static List<Sample> apply(String function, Node.Range range, Evaluation evaluation) {
    List<Sample> samples = new ArrayList<>();
    for (Series series : range.selector().series(evaluation.store())) {
      long from = evaluation.at() - range.millis();
      Window window = series.window(from, evaluation.at());
      int needed = function.endsWith("_over_time") ? 1 : 2;
      if (window.size() >= needed) {
        double value = value(function, window, from, evaluation.at());
        // last_over_time is the one that keeps the name.
        String name = function.equals("last_over_time") ? series.name() : "";
        samples.add(new Sample(name, series.labels(), value));
      }
    }
    return samples;
  }

  /** {@code quantile_over_time}. */
  static List<Sample> quantile(double q, Node.Range range, Evaluation evaluation) {
    List<Sample> samples = new ArrayList<>();
    for (Series series : range.selector().series(evaluation.store())) {
      Window window = series.window(evaluation.at() - range.millis(), evaluation.at());
      if (window.size() > 0) {
        samples.add(new Sample("", series.labels(), Quantiles.of(q, window.values())));
      }
    }
    return samples;
  }

  private static double value(String function, Window window, long from, long to) {
    return switch (function) {
      case "rate" -> extrapolated(window, from, to, true) / ((to - from) / 1000.0);
      case "increase" -> extrapolated(window, from, to, true);
      case "delta" -> extrapolated(window, from, to, false);
      case "irate" -> instant(window, true);
      case "idelta" -> instant(window, false);
      case "count_over_time" -> window.size();
      case "last_over_time" -> window.value(window.size() - 1);
      default -> overTime(function, window);
    };
  }

  private static double overTime(String function, Window window) {
    KahanSum sum = new KahanSum();
    double least = window.value(0);
    double most = window.value(0);
    for (double value : window.values()) {
      sum.add(value);
      least = value < least || Double.isNaN(least) ? value : least;
      most = value > most || Double.isNaN(most) ? value : most;
    }
    return switch (function) {
      case "avg_over_time" -> sum.mean(window.size());
      case "sum_over_time" -> sum.value();
      case "min_over_time" -> least;
      case "max_over_time" -> most;
      default -> throw new IllegalStateException(function);
    };
  }

  /**
   * extrapolatedRate: the change between the first and the last sample, stretched to the ends of
   * the range if samples are near them (1.1 average gaps), else by half a gap; a counter is not
   * stretched to before it was zero.
   */
  private static double extrapolated(Window window, long from, long to, boolean counter) {
    int last = window.size() - 1;
    double change = window.value(last) - window.value(0);
    if (counter) {
      for (int i = 1; i <= last; i++) {
        if (window.value(i) < window.value(i - 1)) {
          change += window.value(i - 1);
        }
      }
    }
    double toStart = (window.time(0) - from) / 1000.0;
    double toEnd = (to - window.time(last)) / 1000.0;
    double sampled = (window.time(last) - window.time(0)) / 1000.0;
    double gap = sampled / last;
    double near = gap * 1.1;
    if (toStart >= near) {
      toStart = gap / 2;
    }
    if (counter && change > 0 && window.value(0) >= 0) {
      toStart = Math.min(toStart, sampled * (window.value(0) / change));
    }
    if (toEnd >= near) {
      toEnd = gap / 2;
    }
    return change * ((sampled + toStart + toEnd) / sampled);
  }

  /** instantValue: from the last two samples alone. */
  private static double instant(Window window, boolean rate) {
    int last = window.size() - 1;
    double value = window.value(last);
    double previous = window.value(last - 1);
    double change = rate && value < previous ? value : value - previous;
    return rate ? change / ((window.time(last) - window.time(last - 1)) / 1000.0) : change;
  }
}
