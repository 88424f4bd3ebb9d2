package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Action;
import dev.scaleproof.guard.decide.Decision;
import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Step;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries decisions out. Every change names the version that was read, so that the API server
 * refuses what was decided on an older one. Not thread-safe.
 */
public final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final Memory memory;
  private final Teller teller;

  /** How it went. */
  public enum Outcome {
    /** Everything is done. */
    DONE,
    /** Somebody else was faster: look again. */
    CHANGED,
    /** Something could not be done; it is tried again. */
    FAILED
  }

  public Writer(Api api, Memory memory, Teller teller) {
    this.client = api.client();
    this.memory = memory;
    this.teller = teller;
  }

  /**
   * One decision, until a conflict. Failures are logged; money does not wait for a log's reader.
   */
  public Outcome carryOut(Seen seen, Decision decision) {
    Observed observed = seen.observed();
    if (decision.status() == null && observed.lease() != null) {
      memory.remember(
          observed.target(),
          new Known(observed.lease().uid(), observed.lease().spec(), observed.lease().status()));
    }
    Outcome outcome = Outcome.DONE;
    List<Step> steps = Step.of(decision);
    GpuLease lease = seen.lease();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (Step.stale(System.nanoTime() - seen.readAtNanos())) {
        return Outcome.CHANGED;
      }
      try {
        switch (step) {
          case Step.WriteStatus(GpuLeaseStatus status) -> lease = write(seen, status);
          case Step.Tell tell -> teller.tell(observed, lease, tell);
          case Step.Do(Action action) -> act(seen, lease, action);
        }
      } catch (KubernetesClientException failed) {
        if (failed.getCode() == CONFLICT) {
          return Outcome.CHANGED;
        }
        LOG.warn("{}: {} failed: {}", observed.target(), step, failed.getMessage());
        outcome = Outcome.FAILED;
        if (step instanceof Step.WriteStatus) {
          steps = Step.withoutTelling(steps);
        }
      }
    }
    return outcome;
  }

  private GpuLease write(Seen seen, GpuLeaseStatus status) {
    GpuLease lease = Objects.requireNonNull(seen.lease());
    GpuLease next = new GpuLease();
    next.setMetadata(new ObjectMetaBuilder(lease.getMetadata()).withManagedFields().build());
    next.setSpec(lease.getSpec());
    next.setStatus(status);
    // A plain PUT: with its resourceVersion the API server takes it once, whoever else writes.
    String answer = client.raw(uri(seen.observed().target()) + "/status", "PUT", next);
    GpuLease written = client.getKubernetesSerialization().unmarshal(answer, GpuLease.class);
    memory.remember(
        seen.observed().target(),
        new Known(
            written.getMetadata().getUid(),
            written.getSpec() == null ? GpuLeaseSpec.IDLE : written.getSpec(),
            status));
    return written;
  }

  private static String uri(Target target) {
    return "/apis/%s/%s/namespaces/%s/gpuleases/%s"
        .formatted(GpuLease.GROUP, GpuLease.VERSION, target.namespace(), target.name());
  }

  private void act(Seen seen, @Nullable GpuLease lease, Action action) {
    Target target = seen.observed().target();
    LOG.info("{}: {}", target, action);
    switch (action) {
      case Action.CreateLease ignored -> {
        GpuLease idle = new GpuLease();
        idle.setMetadata(
            new ObjectMetaBuilder()
                .withNamespace(target.namespace())
                .withName(target.name())
                .build());
        idle.setSpec(GpuLeaseSpec.IDLE);
        client.resource(idle).create();
      }
      case Action.Pause(String scaler) ->
          client
              .genericKubernetesResources(Reader.SCALED_OBJECT)
              .inNamespace(target.namespace())
              .withName(scaler)
              .patch(MERGE, pauseOnly(String.valueOf(seen.scalerVersions().get(scaler))));
      case Action.ScaleDown(int replicas) ->
          client
              .apps()
              .deployments()
              .inNamespace(target.namespace())
              .withName(target.name())
              .patch(
                  MERGE,
                  "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"replicas\":%d}}"
                      .formatted(seen.workloadVersion(), replicas));
      case Action.EndPod end -> end(target, end);
      case Action.ResetDuration ignored ->
          client
              .resources(GpuLease.class)
              .inNamespace(target.namespace())
              .withName(target.name())
              .patch(
                  MERGE,
                  """
                  {"metadata": {"resourceVersion": "%s"},
                   "spec": {"duration": "0s", "owner": null, "reason": null, "budgetUsd": null}}
                  """
                      .formatted(Objects.requireNonNull(lease).getMetadata().getResourceVersion()));
    }
  }

  /** In one patch, so that no moment has two keys, and nothing but these annotations is touched. */
  private static String pauseOnly(String version) {
    return """
        {"metadata": {"resourceVersion": "%s", "annotations": {
          "autoscaling.keda.sh/paused": "true",
          "autoscaling.keda.sh/paused-replicas": null,
          "autoscaling.keda.sh/paused-scale-in": null,
          "autoscaling.keda.sh/paused-scale-out": null}}}
        """
        .formatted(version);
  }

  private void end(Target target, Action.EndPod end) {
    Map<String, Object> how =
        Map.of(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "preconditions", Map.of("uid", end.uid()));
    if (end.force()) {
      how = new HashMap<>(how);
      how.put("gracePeriodSeconds", 0);
    }
    try {
      client.raw(
          "/api/v1/namespaces/%s/pods/%s".formatted(target.namespace(), end.name()), "DELETE", how);
    } catch (KubernetesClientException failed) {
      if (failed.getCode() != NOT_FOUND) {
        throw failed;
      }
    }
  }
}
