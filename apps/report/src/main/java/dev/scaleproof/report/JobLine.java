package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One job in {@code requests-SCALER.jsonl}. Times are seconds since the run's start by Redis'
 * clock, simulated ones in a demo.
 *
 * @param enqueued when Redis had it
 * @param started when its last attempt began; absent if none did
 * @param finished when its result was stored, or it was given up; absent if neither happened
 * @param attempt deliveries to a worker
 * @param worker that ended it; absent if none did
 * @param status {@code ok}, or where it is instead
 * @param error why it is not done, for people; absent when it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobLine(
    String id,
    double enqueued,
    @Nullable Double started,
    @Nullable Double finished,
    int attempt,
    @Nullable String worker,
    String status,
    @Nullable String error) {

  @JsonIgnore
  public boolean isOk() {
    return status.equals(RequestLine.OK);
  }

  /** From the queue to a worker; infinite for a job that is not done. */
  @JsonIgnore
  public double waited() {
    return isOk() && started != null
        ? Seconds.between(enqueued, started)
        : Double.POSITIVE_INFINITY;
  }

  /** In a worker's hands; infinite for a job that is not done. */
  @JsonIgnore
  public double worked() {
    return isOk() && started != null && finished != null
        ? Seconds.between(started, finished)
        : Double.POSITIVE_INFINITY;
  }
}
