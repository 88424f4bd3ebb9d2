package dev.scaleproof.gateway.admission;

/** Something that waits for a replica. */
public interface Waiter {

  /**
   * Try again: a replica may be there now. Called from any thread, outside every lock, after the
   * waiter has left its queue; must not block.
   */
  void wake();
}
