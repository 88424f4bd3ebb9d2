package dev.scaleproof.gateway.relay;

/**
 * What a client's complete request is answered by; tells the client's connection when it is done.
 * Used by its event loop's thread only.
 */
interface Answering {

  /** The client has left: whatever is done for it stops now. */
  void cancel();

  /** The client can take more again. */
  void clientReady();

  /** Lets go of what the answer has left behind. */
  void dispose();

  /** The gateway ends: what has no end of its own ends now. */
  default void drain() {}
}
