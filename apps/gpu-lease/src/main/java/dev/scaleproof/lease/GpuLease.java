package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The custom resource `gpuleases.scaleproof.dev`. It stands beside the Deployment and ScaledObject
 * of its name for good; nobody holds it while its duration is 0s. Not thread-safe, as all of the
 * client's model.
 */
@Group(GpuLease.GROUP)
@Version(GpuLease.VERSION)
@Kind("GpuLease")
@Plural("gpuleases")
@Singular("gpulease")
public final class GpuLease extends CustomResource<GpuLeaseSpec, GpuLeaseStatus>
    implements Namespaced {
  public static final String GROUP = "scaleproof.dev";
  public static final String VERSION = "v1alpha1";

  /** On Deployments and ScaledObjects: "true" puts them under the guard. */
  public static final String GUARDED_LABEL = "scaleproof.dev/guarded";

  /** On pods: the lease that they run under. */
  public static final String LEASE_LABEL = "scaleproof.dev/lease";

  /** On a lease with a heartbeat: the last one, in RFC 3339. */
  public static final String HEARTBEAT_ANNOTATION = "scaleproof.dev/heartbeat";

  /** The last heartbeat; null if there is none that can be read. */
  @JsonIgnore
  public @Nullable Instant lastHeartbeat() {
    Map<String, String> annotations = getMetadata().getAnnotations();
    return annotations == null ? null : Timestamps.read(annotations.get(HEARTBEAT_ANNOTATION));
  }

  @Override
  protected GpuLeaseSpec initSpec() {
    return GpuLeaseSpec.IDLE;
  }

  @Override
  protected GpuLeaseStatus initStatus() {
    return GpuLeaseStatus.NONE;
  }
}
