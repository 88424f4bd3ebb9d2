package dev.scaleproof.sim.profile;

/**
 * One measured step.
 *
 * @param line where it stands in its file
 * @param prefillTokens prompt tokens that it computed
 * @param batch sequences in it
 * @param kvTokens tokens whose keys and values it read
 * @param nanos how long it took
 */
record Step(int line, double prefillTokens, double batch, double kvTokens, double nanos) {
  /** What its time is a sum of, in the order of {@link StepModel}'s coefficients. */
  double[] terms() {
    return new double[] {1, prefillTokens, batch, kvTokens};
  }
}
