package dev.scaleproof.gateway.pool;

import java.time.Duration;

/** Finds out when a replica can be used again. */
interface Prober {

  /**
   * Calls {@code usable} once, on some thread, when a connection to the replica can be made; never
   * if the replica leaves its pool first. Does nothing before {@code rest} is over.
   */
  void watch(Replica replica, Duration rest, Runnable usable);
}
