package dev.scaleproof.sim.run;

/** What goes wrong on purpose; asked on the engine's thread, at simulated times. */
public interface Disturbance {
  /** Nothing goes wrong. */
  Disturbance NONE =
      new Disturbance() {
        @Override
        public long stretched(long stepNanos) {
          return stepNanos;
        }

        @Override
        public StreamFault streamFault() {
          return StreamFault.NONE;
        }
      };

  /**
   * What may happen to one request's streams.
   *
   * @param cutAfter the connection is cut after so many tokens of one choice; {@link #NO_TOKENS}
   * @param stallAfter nothing is sent any more after so many; {@link #NO_TOKENS}
   * @param stallNanos how long that lasts; 0 for until {@code stallUntil}
   * @param stallUntil when it ends at the latest; {@link EngineLoop#releaseStalled} ends it too
   */
  record StreamFault(int cutAfter, int stallAfter, long stallNanos, long stallUntil) {
    /** Never. */
    public static final int NO_TOKENS = Integer.MAX_VALUE;

    public static final StreamFault NONE = new StreamFault(NO_TOKENS, NO_TOKENS, 0, Long.MAX_VALUE);
  }

  /** How long a step that would take so long takes. */
  long stretched(long stepNanos);

  /** What happens to the streams of the next request; asked once for each. */
  StreamFault streamFault();
}
