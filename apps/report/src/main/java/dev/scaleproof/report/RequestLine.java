package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code requests-SCALER.jsonl}. Times are seconds since the run's start, simulated
 * ones in a demo.
 *
 * @param user number of the closed loop's user who sent it
 * @param firstToken absent when none came
 * @param status {@code ok}, or the kind of failure in a few words
 * @param replica absent when no replica answered
 * @param promptTokens as the answer's usage has it; 0 without an answer
 * @param tokens of the answer
 * @param error what went wrong, for people; absent when nothing did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestLine(
    String id,
    int user,
    double sent,
    @Nullable Double firstToken,
    double end,
    String status,
    @Nullable String replica,
    int promptTokens,
    int tokens,
    @Nullable String error) {
  /** The status of a complete answer. */
  public static final String OK = "ok";

  @JsonIgnore
  public boolean isOk() {
    return status.equals(OK);
  }

  /** Time to first token; infinite for a request that failed, whatever came before. */
  @JsonIgnore
  public double ttft() {
    return isOk() && firstToken != null
        ? Seconds.between(sent, firstToken)
        : Double.POSITIVE_INFINITY;
  }
}
