package dev.scaleproof.gateway.pool;

/** Finds out when a replica can be used again. */
interface Prober {

  /**
   * Calls {@code usable} once, on some thread, when a connection to the replica can be made; never
   * if the replica leaves its pool first.
   */
  void watch(Replica replica, Runnable usable);
}
