package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.CostGuard;
import dev.scaleproof.cluster.snapshot.Lease;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does every GPU have a lease, does every lease end, and is there something that sees to both? */
final class LeaseChecks implements Check {
  private static final String INSTALL = "kubectl apply --server-side -k platform/cost-guard";

  private final GpuBill bill;

  LeaseChecks(GpuBill bill) {
    this.bill = bill;
  }

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    List<Workload> gpuWorkloads =
        snapshot.workloads().stream().filter(one -> one.gpusPerReplica() > 0).toList();
    if (!snapshot.sees(Part.LEASES) || gpuWorkloads.isEmpty()) {
      return findings;
    }
    CostGuard guard = snapshot.costGuard();
    if (!guard.installed()) {
      return List.of(
          Finding.problem(
              "cost-guard",
              gpuWorkloads.getFirst().id(),
              "asks for GPUs, and nothing ends a forgotten one: there are no leases here (no scaleproof.dev/v1alpha1)",
              INSTALL));
    }
    policies(snapshot, guard).ifPresent(findings::add);
    guard.leases().forEach(lease -> lease(snapshot, lease).ifPresent(findings::add));
    gpuWorkloads.forEach(one -> unleased(snapshot, one).ifPresent(findings::add));
    snapshot.scaledObjects().forEach(one -> unpaused(snapshot, one).ifPresent(findings::add));
    return findings;
  }

  private static Optional<Finding> policies(Snapshot snapshot, CostGuard guard) {
    List<String> missing =
        CostGuard.POLICIES.stream().filter(name -> !guard.policies().contains(name)).toList();
    return missing.isEmpty() || !snapshot.sees(Part.POLICIES)
        ? Optional.empty()
        : Optional.of(
            Finding.problem(
                "lease-policies",
                Words.count(missing.size(), "admission policy object") + " missing",
                "a GPU can come up without a lease: " + String.join(", ", missing),
                INSTALL));
  }

  private static Optional<Finding> lease(Snapshot snapshot, Lease lease) {
    boolean at = lease.spec().asked() || lease.status().phase() != Phase.IDLE;
    if (!at) {
      return Optional.of(Finding.ok("lease", lease.id(), "nobody holds it"));
    }
    if (snapshot.sees(Part.COST_GUARD) && !snapshot.costGuard().up()) {
      return Optional.of(
          Finding.problem(
              "lease-guard",
              lease.id(),
              "the lease of %s is %s, and the guard that would end it is down: only the CronJob cost-guard-sweep is left"
                  .formatted(owner(lease), lease.status().phase().word()),
              "kubectl -n cost-guard rollout restart deployment cost-guard; to end it now: make vllm-down"));
    }
    Instant end = lease.status().expiresAt();
    Duration late = end == null ? Duration.ZERO : Duration.between(end, snapshot.takenAt());
    if (lease.active() && late.compareTo(GuardTimes.SWEEP) > 0) {
      return Optional.of(
          Finding.problem(
              "lease-overdue",
              lease.id(),
              "the lease of %s is over for %s and still Active: neither guard nor CronJob has ended it"
                  .formatted(owner(lease), Words.duration(late)),
              "make keda-demo-down && make vllm-down, then kubectl -n cost-guard get pods,cronjobs"));
    }
    if (!lease.seen()) {
      return Optional.of(
          Finding.note(
              "lease-guard",
              lease.id(),
              "the guard has not seen its last change yet",
              "look again in half a minute; kubectl -n cost-guard logs deployment/cost-guard --tail=50"));
    }
    return Optional.of(
        Finding.ok(
            "lease",
            lease.id(),
            lease.active()
                ? "%s holds it for another %s"
                    .formatted(owner(lease), end == null ? "while" : Words.duration(late.negated()))
                : "it has ended, and its GPUs are going"));
  }

  private Optional<Finding> unleased(Snapshot snapshot, Workload workload) {
    Optional<Lease> lease = snapshot.costGuard().leaseOf(workload.namespace(), workload.name());
    int pods = (int) snapshot.podsOf(workload).stream().filter(PodState::holdsItsNode).count();
    int replicas = Math.max(workload.desired(), pods);
    boolean leased =
        lease.filter(one -> one.active() || one.status().phase() == Phase.DRAINING).isPresent();
    if (replicas == 0 || leased) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.problem(
            "gpu-without-lease",
            workload.id(),
            "%s with GPUs and no lease, %s"
                .formatted(
                    Words.count(replicas, "replica"),
                    bill.ofGpus(replicas * workload.gpusPerReplica()).words()),
            lease.isPresent()
                ? Remedy.toZero(workload)
                : Remedy.toZero(workload)
                    + "; to bring it under the guard: docs/reference/gpu-lease"));
  }

  private static Optional<Finding> unpaused(Snapshot snapshot, ScaledObject scaledObject) {
    boolean gpus =
        snapshot.targetOf(scaledObject).filter(one -> one.gpusPerReplica() > 0).isPresent();
    boolean leased =
        snapshot
            .costGuard()
            .leaseOf(scaledObject.namespace(), scaledObject.name())
            .filter(Lease::active)
            .isPresent();
    return !gpus || leased || scaledObject.pause().paused()
        ? Optional.empty()
        : Optional.of(
            Finding.problem(
                "unpaused-without-lease",
                scaledObject.id(),
                "un-paused on GPUs, and no lease is active",
                Remedy.pause(scaledObject)));
  }

  private static String owner(Lease lease) {
    return lease.spec().owner() == null ? "nobody who says so" : lease.spec().owner();
  }
}
