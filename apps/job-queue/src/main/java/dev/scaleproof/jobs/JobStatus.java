package dev.scaleproof.jobs;

import java.util.Locale;

/** Where a job stands. {@link #DONE} and {@link #DEAD} are final, but for a dead letter's retry. */
public enum JobStatus {
  /** Waits for a worker, or for the end of its back-off. */
  QUEUED,
  /** A worker holds its lease. */
  RUNNING,
  /** Its result is stored. */
  DONE,
  /** Among the dead letters, with a reason. */
  DEAD;

  /** Whether nothing more comes by itself. */
  public boolean ended() {
    return this == DONE || this == DEAD;
  }

  /** As in the hash {@code job:<id>}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static JobStatus of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
