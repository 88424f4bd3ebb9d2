package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis from 0 to a round number, with round ticks.
 *
 * @param max end of the axis
 * @param step between two ticks
 */
record Scale(double max, double step) {
  private static final double[] STEPS = {1, 2, 5, 10};

  /** An axis on which {@code highest} fits, with about {@code ticks} ticks. */
  static Scale upTo(double highest, int ticks) {
    double rough = Math.max(highest, 1e-9) / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = STEPS[STEPS.length - 1] * power;
    for (double candidate : STEPS) {
      if (candidate * power >= rough * 0.999) {
        step = candidate * power;
        break;
      }
    }
    return new Scale(Math.ceil(highest / step - 1e-9) * step, step);
  }

  /** An axis of seconds, with ticks at whole minutes or handy parts of one. */
  static Scale time(double seconds) {
    for (double step : new double[] {5, 10, 15, 30, 60, 120, 300, 600, 1800}) {
      if (seconds / step <= 8) {
        return new Scale(seconds, step);
      }
    }
    return new Scale(seconds, 3600);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= max * (1 + 1e-9); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Where a value is, in per cent of the axis. */
  double percent(double value) {
    return 100 * value / max;
  }
}
