package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.lease.Leases;
import dev.scaleproof.cluster.snapshot.CostGuard;
import dev.scaleproof.cluster.snapshot.Lease;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.lease.GpuLease;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads leases, and what stands behind them. */
final class LeaseReader {
  private static final String NAMESPACE = "cost-guard";

  private final KubernetesClient client;
  private final Reading reading;

  LeaseReader(KubernetesClient client, Reading reading) {
    this.client = client;
    this.reading = reading;
  }

  /**
   * Reads them.
   *
   * @param everything whether guard and policies are looked at as well
   */
  CostGuard read(Set<String> namespaces, boolean everything) {
    if (!Leases.areKnown(client)) {
      return CostGuard.NONE;
    }
    List<Lease> leases = new ArrayList<>();
    for (String namespace : namespaces) {
      reading
          .listOf(
              Part.LEASES,
              () -> client.resources(GpuLease.class).inNamespace(namespace).list().getItems())
          .forEach(lease -> leases.add(of(lease)));
    }
    return new CostGuard(
        true, leases, everything ? deployments() : List.of(), everything ? policies() : List.of());
  }

  private static Lease of(GpuLease lease) {
    Long generation = lease.getMetadata().getGeneration();
    return new Lease(
        lease.getMetadata().getNamespace(),
        lease.getMetadata().getName(),
        generation == null ? 0 : generation,
        lease.getSpec(),
        lease.getStatus());
  }

  private List<Workload> deployments() {
    return reading
        .listOf(
            Part.COST_GUARD,
            () -> client.apps().deployments().inNamespace(NAMESPACE).list().getItems())
        .stream()
        .map(Workloads::of)
        .toList();
  }

  private List<String> policies() {
    var admission = client.admissionRegistration().v1();
    List<HasMetadata> found = new ArrayList<>();
    found.addAll(
        reading.listOf(
            Part.POLICIES, () -> admission.validatingAdmissionPolicies().list().getItems()));
    found.addAll(
        reading.listOf(
            Part.POLICIES, () -> admission.validatingAdmissionPolicyBindings().list().getItems()));
    return found.stream().map(one -> one.getKind() + " " + one.getMetadata().getName()).toList();
  }
}
