package dev.scaleproof.sim.profile;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How well a model says what was measured. */
final class FitReport {
  private static final double MILLIS = 1e6;
  private static final double MICROS = 1e3;

  private FitReport() {}

  /** The report, for people. */
  static String of(List<Step> steps, StepModel model) {
    StringBuilder text = new StringBuilder();
    try (Formatter out = new Formatter(text, Locale.ROOT)) {
      out.format("step = %.4g ms%n", model.base() / MILLIS);
      out.format(
          "     + %.4g us × prompt tokens%s%n",
          model.perPrefillToken() / MICROS,
          note(steps, Step::prefillTokens, model.perPrefillToken()));
      out.format(
          "     + %.4g us × sequences%s%n",
          model.perSequence() / MICROS, note(steps, Step::batch, model.perSequence()));
      out.format(
          "     + %.4g us × KV tokens%s%n%n",
          model.perKvToken() / MICROS, note(steps, Step::kvTokens, model.perKvToken()));
      Step worst = worst(steps, model);
      out.format(
          "%d rows   RMSE %.3f ms   largest error %.3f ms (line %d)   R² %.4f%n",
          steps.size(),
          rmse(steps, model),
          Math.abs(error(worst, model)),
          worst.line(),
          rSquared(steps, model));
      Double heldOut = heldOut(steps);
      if (heldOut == null) {
        out.format("held out: needs at least 3 batch sizes%n");
      } else {
        out.format("held out, each batch size said from the others: RMSE %.3f ms%n", heldOut);
      }
      out.format("%nbatch   rows   measured ms   fitted ms     RMSE ms   largest ms%n");
      new TreeMap<>(steps.stream().collect(Collectors.groupingBy(Step::batch)))
          .forEach(
              (batch, rows) ->
                  out.format(
                      "%5.0f   %4d   %11.3f   %9.3f   %9.3f   %10.3f%n",
                      batch,
                      rows.size(),
                      mean(rows, step -> step.nanos() / MILLIS),
                      mean(rows, step -> model.nanos(step) / MILLIS),
                      rmse(rows, model),
                      Math.abs(error(worst(rows, model), model))));
    }
    return text.toString();
  }

  /** Why a coefficient is 0. */
  private static String note(List<Step> steps, ToDoubleFunction<Step> term, double coefficient) {
    if (coefficient > 0) {
      return "";
    }
    double first = term.applyAsDouble(steps.getFirst());
    return steps.stream().allMatch(step -> term.applyAsDouble(step) == first)
        ? "   (the same in all rows: the data say nothing about it)"
        : "   (no part of the time goes with it)";
  }

  private static double error(Step step, StepModel model) {
    return (model.nanos(step) - step.nanos()) / MILLIS;
  }

  static double rmse(List<Step> steps, StepModel model) {
    return Math.sqrt(model.squaredError(steps) / steps.size()) / MILLIS;
  }

  private static Step worst(List<Step> steps, StepModel model) {
    return steps.stream()
        .max((a, b) -> Double.compare(Math.abs(error(a, model)), Math.abs(error(b, model))))
        .orElseThrow();
  }

  /** The part of the times' variance that the model explains. */
  static double rSquared(List<Step> steps, StepModel model) {
    double mean = mean(steps, Step::nanos);
    double all =
        steps.stream().mapToDouble(step -> (step.nanos() - mean) * (step.nanos() - mean)).sum();
    return all == 0 ? 1 : 1 - model.squaredError(steps) / all;
  }

  /** The error at batch sizes that the fit has not seen; null if there are too few. */
  static @Nullable Double heldOut(List<Step> steps) {
    TreeSet<Double> batches =
        steps.stream().map(Step::batch).collect(Collectors.toCollection(TreeSet::new));
    if (batches.size() < 3) {
      return null;
    }
    double squares = 0;
    for (double batch : batches) {
      List<Step> others = steps.stream().filter(step -> step.batch() != batch).toList();
      List<Step> held = steps.stream().filter(step -> step.batch() == batch).toList();
      StepModel model = StepModel.fit(others);
      if (model == null) {
        return null;
      }
      squares += model.squaredError(held);
    }
    return Math.sqrt(squares / steps.size()) / MILLIS;
  }

  private static double mean(List<Step> steps, ToDoubleFunction<Step> value) {
    return steps.stream().mapToDouble(value).average().orElse(0);
  }
}
