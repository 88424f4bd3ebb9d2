package dev.scaleproof.sim.engine;

/** Who is admitted first and who loses its slot first: vLLM's {@code SchedulingPolicy}. */
public enum SchedulingPolicy {
  /** First come, first served; the last-arrived loses its slot. Priorities have no effect. */
  FCFS,

  /**
   * The lowest priority value first, then who came first; the highest value loses its slot, then
   * who came last. Nobody loses a slot only because somebody more urgent waits.
   */
  PRIORITY
}
