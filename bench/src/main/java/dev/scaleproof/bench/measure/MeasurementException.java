package dev.scaleproof.bench.measure;

/** A target did not take part properly in a round. The message is one line for people. */
public final class MeasurementException extends RuntimeException {
  public MeasurementException(String message) {
    super(message);
  }
}
