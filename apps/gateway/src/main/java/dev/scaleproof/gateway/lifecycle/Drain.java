package dev.scaleproof.gateway.lifecycle;

import jakarta.inject.Singleton;

/** Whether the gateway is on its way out. Thread-safe. */
@Singleton
public final class Drain {

  private volatile boolean draining;

  /** From now on: not ready, no connection is kept alive. */
  public void begin() {
    draining = true;
  }

  /** Whether {@link #begin} has been called. */
  public boolean isDraining() {
    return draining;
  }
}
