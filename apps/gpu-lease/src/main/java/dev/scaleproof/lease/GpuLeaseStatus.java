package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the guard knows of a lease; nobody else writes it. Immutable. Times that cannot be read are
 * null, so that an edited status does not hide the lease from the guard.
 *
 * @param phase where the lease is in its life
 * @param observedGeneration the generation of the spec that this is about
 * @param startedAt of the lease that is held, or that drains; null if there is none
 * @param expiresAt always startedAt + duration
 * @param accountedUntil until when GPU seconds are counted
 * @param gpus GPUs that its pods hold now
 * @param gpuSeconds GPU seconds of this lease
 * @param spentUsd the same in USD
 * @param unleasedSince since when GPUs or an un-paused scaler are there without a lease
 * @param message one line for people
 * @param last the last lease that ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GpuLeaseStatus(
    Phase phase,
    long observedGeneration,
    @JsonSerialize(using = Timestamps.Writer.class)
        @JsonDeserialize(using = Timestamps.Reader.class)
        @Nullable Instant startedAt,
    @JsonSerialize(using = Timestamps.Writer.class)
        @JsonDeserialize(using = Timestamps.Reader.class)
        @Nullable Instant expiresAt,
    @JsonSerialize(using = Timestamps.Writer.class)
        @JsonDeserialize(using = Timestamps.Reader.class)
        @Nullable Instant accountedUntil,
    int gpus,
    double gpuSeconds,
    double spentUsd,
    @JsonSerialize(using = Timestamps.Writer.class)
        @JsonDeserialize(using = Timestamps.Reader.class)
        @Nullable Instant unleasedSince,
    @Nullable String message,
    @Nullable LastLease last) {
  /** Before the guard has seen the lease. */
  public static final GpuLeaseStatus NONE =
      new GpuLeaseStatus(Phase.IDLE, 0, null, null, null, 0, 0, 0, null, null, null);

  @SuppressWarnings("NullAway") // A status without a phase is one that the guard has not written.
  public GpuLeaseStatus {
    phase = phase == null ? Phase.IDLE : phase;
  }

  /**
   * A lease that ended.
   *
   * @param owner who held it; null if there was no lease
   * @param startedAt null if it never started
   * @param because why it ended
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LastLease(
      @Nullable String owner,
      @Nullable String reason,
      @JsonSerialize(using = Timestamps.Writer.class)
          @JsonDeserialize(using = Timestamps.Reader.class)
          @Nullable Instant startedAt,
      @JsonSerialize(using = Timestamps.Writer.class)
          @JsonDeserialize(using = Timestamps.Reader.class)
          @Nullable Instant endedAt,
      @Nullable Because because,
      double gpuSeconds,
      double spentUsd) {}
}
