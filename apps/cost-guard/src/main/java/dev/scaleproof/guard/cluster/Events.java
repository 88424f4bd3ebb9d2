package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Notice;
import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Step;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.GpuLease;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices as Events of the GpuLease, for `kubectl describe`, and in the log. There are as many as
 * there are turns in a lease's life, so nothing limits them. Thread-safe.
 */
public final class Events implements Teller {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final int LONGEST_NOTE = 1_000;

  private final Api api;
  private final String reporter;

  /**
   * @param reporter cost-guard or cost-guard-sweep
   */
  public Events(Api api, String reporter) {
    this.api = api;
    this.reporter = reporter;
  }

  @Override
  public void tell(Observed observed, @Nullable GpuLease lease, Step.Tell what) {
    for (Notice notice : what.notices()) {
      LOG.warn("{}: {}: {}", observed.target(), reason(notice), notice.words());
      try {
        record(observed.target(), lease, notice);
      } catch (KubernetesClientException failed) {
        // The log has it; what comes next matters more.
        LOG.warn("no Event of it: {}", failed.getMessage());
      }
    }
  }

  private void record(Target target, @Nullable GpuLease lease, Notice notice) {
    String now = api.now().toString();
    api.client()
        .v1()
        .events()
        .inNamespace(target.namespace())
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withGenerateName(target.name() + ".")
                .withNamespace(target.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(GpuLease.GROUP + "/" + GpuLease.VERSION)
                .withKind("GpuLease")
                .withNamespace(target.namespace())
                .withName(target.name())
                .withUid(lease == null ? null : lease.getMetadata().getUid())
                .endInvolvedObject()
                .withReason(reason(notice))
                .withMessage(
                    notice.words().substring(0, Math.min(notice.words().length(), LONGEST_NOTE)))
                .withType(notice instanceof Notice.Started ? "Normal" : "Warning")
                .withNewSource()
                .withComponent(reporter)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build())
        .create();
  }

  private static String reason(Notice notice) {
    return switch (notice) {
      case Notice.Started ignored -> "LeaseStarted";
      case Notice.Ended ignored -> "LeaseEnded";
      case Notice.Refused ignored -> "LeaseRefused";
      case Notice.Repaired ignored -> "LeaseRepaired";
      case Notice.Unleased ignored -> "UnleasedGpu";
    };
  }
}
