package dev.scaleproof.bench.measure;

/** What is measured: one column of a table. */
public enum Figure {
  CPU_PER_10K_REQUESTS("CPU-s per 10,000", 2),
  REQUESTS_PER_SECOND("requests/s", 0),
  LATENCY_P50("p50 ms", 2),
  LATENCY_P99("p99 ms", 2),
  CPU_PER_MILLION_CHUNKS("CPU-s per million", 1),
  CHUNKS_PER_SECOND("chunks/s", 0),
  MEAN_GAP_OFF("mean gap off %", 2),
  GAP_OFF_P50("gap off p50 ms", 2),
  GAP_OFF_P99("gap off p99 ms", 2),
  FIRST_BYTE_P50("first byte p50 ms", 2),
  FIRST_BYTE_P99("first byte p99 ms", 2),
  ADDED_P50("added p50 ms", 2),
  ADDED_P99("added p99 ms", 2),
  RESIDENT_PER_STREAM("RSS KiB/stream", 1),
  HEAP_PER_STREAM("live heap KiB/stream", 1),
  CPU_PER_10K_JOBS("CPU-s per 10,000", 2),
  REDIS_CPU_PER_10K_JOBS("of that Redis", 2),
  JOBS_PER_SECOND("jobs/s", 0),
  FAILED("failed or unfinished", 0);

  private final String label;
  private final int decimals;

  Figure(String label, int decimals) {
    this.label = label;
    this.decimals = decimals;
  }

  /** Heading, unit included. */
  public String label() {
    return label;
  }

  /** Digits after the point that a reader can use. */
  public int decimals() {
    return decimals;
  }
}
