package dev.scaleproof.sim.profile;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.jspecify.annotations.Nullable;

/**
 * {@code base + perPrefillToken × prefill tokens + perSequence × batch + perKvToken × KV tokens},
 * in nanoseconds. Immutable.
 */
final class StepModel {
  private static final int TERMS = 4;

  private final double[] coefficients;

  private StepModel(double[] coefficients) {
    this.coefficients = coefficients;
  }

  double base() {
    return coefficients[0];
  }

  double perPrefillToken() {
    return coefficients[1];
  }

  double perSequence() {
    return coefficients[2];
  }

  double perKvToken() {
    return coefficients[3];
  }

  double nanos(Step step) {
    double[] terms = step.terms();
    double sum = 0;
    for (int i = 0; i < TERMS; i++) {
      sum += coefficients[i] * terms[i];
    }
    return sum;
  }

  double squaredError(List<Step> steps) {
    return steps.stream()
        .mapToDouble(step -> (nanos(step) - step.nanos()) * (nanos(step) - step.nanos()))
        .sum();
  }

  /**
   * The least squares among models without negative coefficients, none of which a step can have.
   * With four terms all sixteen choices of them can be tried, so the result is the best there is. A
   * term that the data cannot tell from others is left out.
   *
   * @return null for data that determine nothing: fewer rows than terms, or all zero
   */
  static @Nullable StepModel fit(List<Step> steps) {
    StepModel best = null;
    double bestError = Double.POSITIVE_INFINITY;
    // From few terms to many: a term must pay for itself.
    for (int count = 1; count <= TERMS; count++) {
      for (int chosen = 1; chosen < 1 << TERMS; chosen++) {
        if (Integer.bitCount(chosen) != count) {
          continue;
        }
        StepModel model = solve(steps, chosen);
        double error = model == null ? Double.POSITIVE_INFINITY : model.squaredError(steps);
        if (error < bestError * (1 - 1e-9)) {
          best = model;
          bestError = error;
        }
      }
    }
    return best;
  }

  private static @Nullable StepModel solve(List<Step> steps, int chosen) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < TERMS; i++) {
      if ((chosen & 1 << i) != 0) {
        columns.add(i);
      }
    }
    int count = columns.size();
    if (steps.size() < count) {
      return null;
    }
    double[] scale = new double[count];
    for (int c = 0; c < count; c++) {
      int column = columns.get(c);
      scale[c] = steps.stream().mapToDouble(step -> step.terms()[column]).max().orElse(0);
      if (scale[c] == 0) {
        return null;
      }
    }
    DMatrixRMaj terms = new DMatrixRMaj(steps.size(), count);
    DMatrixRMaj times = new DMatrixRMaj(steps.size(), 1);
    for (int row = 0; row < steps.size(); row++) {
      for (int c = 0; c < count; c++) {
        terms.set(row, c, steps.get(row).terms()[columns.get(c)] / scale[c]);
      }
      times.set(row, 0, steps.get(row).nanos());
    }
    LinearSolverDense<DMatrixRMaj> solver =
        LinearSolverFactory_DDRM.leastSquares(steps.size(), count);
    if (!solver.setA(terms) || solver.quality() < 1e-8) {
      return null;
    }
    DMatrixRMaj solution = new DMatrixRMaj(count, 1);
    solver.solve(times, solution);
    double[] coefficients = new double[TERMS];
    for (int c = 0; c < count; c++) {
      double value = solution.get(c, 0) / scale[c];
      if (!(value >= 0) || Double.isInfinite(value)) {
        return null;
      }
      coefficients[columns.get(c)] = value;
    }
    return new StepModel(coefficients);
  }
}
