package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one target, read from the API server at about the same time.
 *
 * @param lease null if there is none
 * @param known what this process wrote or read last; null after a restart
 * @param workload null if there is no guarded Deployment
 * @param pods those that ask for GPUs, and those that ended since the last look
 * @param nodes those with GPUs
 */
public record Observed(
    Target target,
    @Nullable Lease lease,
    @Nullable Known known,
    @Nullable Workload workload,
    List<Scaler> scalers,
    List<GpuPod> pods,
    List<GpuNode> nodes) {

  /**
   * The custom resource.
   *
   * @param uid changes when it is deleted and made again
   * @param createdAt when it was made; GPU seconds of before are not its own
   * @param heartbeat null if there is none that can be read
   */
  public record Lease(
      String uid,
      long generation,
      boolean deleting,
      Instant createdAt,
      GpuLeaseSpec spec,
      GpuLeaseStatus status,
      @Nullable Instant heartbeat) {}

  /** What a process remembers of a lease. It may be of long ago. */
  public record Known(String uid, GpuLeaseSpec spec, GpuLeaseStatus status) {}

  /**
   * The Deployment.
   *
   * @param replicas as its spec wants them
   * @param nodeSelector of its pods
   */
  public record Workload(int replicas, Map<String, String> nodeSelector) {}

  /** A ScaledObject of the Deployment, with its annotations. */
  public record Scaler(String name, Map<String, String> annotations) {
    static final String PAUSED = "autoscaling.keda.sh/paused";
    static final String PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas";

    /** Whether KEDA holds still and nothing else is said: the only form that is left alone. */
    public boolean clearlyPaused() {
      return "true".equals(annotations.get(PAUSED)) && !annotations.containsKey(PAUSED_REPLICAS);
    }

    /** Whether it says two things at once; KEDA then sets replicas, whatever `paused` says. */
    public boolean pausedTwice() {
      return annotations.containsKey(PAUSED) && annotations.containsKey(PAUSED_REPLICAS);
    }
  }

  /**
   * A pod that asks for GPUs.
   *
   * @param gpus how many
   * @param createdAt when it was asked for
   * @param node empty while it holds none
   * @param since from when it holds its GPUs; null while it does not
   * @param goneBy when its grace period is over; null while nobody ended it
   * @param until when it had ended; null while it has not
   */
  public record GpuPod(
      String name,
      String uid,
      int gpus,
      Instant createdAt,
      String node,
      @Nullable Instant since,
      @Nullable Instant goneBy,
      @Nullable Instant until) {
    boolean over() {
      return until != null;
    }

    /** Whether nobody has ended it. */
    boolean stays() {
      return until == null && goneBy == null;
    }

    /** Whether it should have been gone long ago. */
    boolean stuck(Instant now) {
      return until == null && goneBy != null && !now.isBefore(goneBy.plus(FORCE_AFTER));
    }

    /** Whether it holds its GPUs now. */
    public boolean holds() {
      return since != null && until == null;
    }
  }

  /**
   * A node with GPUs.
   *
   * @param type as its labels say; empty if they do not
   */
  public record GpuNode(String name, String type, Map<String, String> labels) {}

  /** How long its pods have been going past their grace period before they are ended by force. */
  public static final Duration FORCE_AFTER = Duration.ofMinutes(1);
}
