package dev.scaleproof.sim.http;

/** Told of every answered request that counts; called on event loops. */
@FunctionalInterface
public interface HttpObserver {
  /** See the parameters' meaning at the metrics that implement it. */
  void answered(
      String handler,
      String method,
      int status,
      double seconds,
      long requestBytes,
      long responseBytes);
}
