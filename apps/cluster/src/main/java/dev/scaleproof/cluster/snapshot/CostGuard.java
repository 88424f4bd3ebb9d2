package dev.scaleproof.cluster.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * What keeps GPUs to their leases.
 *
 * @param installed whether the API server knows leases
 * @param deployments of its namespace
 * @param policies the admission policies and bindings that are there, by name
 */
public record CostGuard(
    boolean installed, List<Lease> leases, List<Workload> deployments, List<String> policies) {
  /** Nothing of it. */
  public static final CostGuard NONE = new CostGuard(false, List.of(), List.of(), List.of());

  /** What refuses a GPU without a lease, as platform/cost-guard/policies has it. */
  public static final List<String> POLICIES =
      List.of(
          "ValidatingAdmissionPolicy gpulease-ceilings",
          "ValidatingAdmissionPolicy gpulease-status",
          "ValidatingAdmissionPolicy gpu-pods-lease",
          "ValidatingAdmissionPolicy gpu-pods-say-lease",
          "ValidatingAdmissionPolicy guarded-deployment",
          "ValidatingAdmissionPolicy guarded-deployment-lease",
          "ValidatingAdmissionPolicy guarded-has-lease",
          "ValidatingAdmissionPolicy guarded-label-is-there",
          "ValidatingAdmissionPolicy guarded-label-stays",
          "ValidatingAdmissionPolicy guarded-scaledobject",
          "ValidatingAdmissionPolicy guarded-scaledobject-lease",
          "ValidatingAdmissionPolicyBinding gpulease-ceilings",
          "ValidatingAdmissionPolicyBinding gpulease-status",
          "ValidatingAdmissionPolicyBinding gpu-pods-say-lease",
          "ValidatingAdmissionPolicyBinding guarded-deployment",
          "ValidatingAdmissionPolicyBinding guarded-has-lease",
          "ValidatingAdmissionPolicyBinding guarded-label-is-there",
          "ValidatingAdmissionPolicyBinding guarded-label-stays",
          "ValidatingAdmissionPolicyBinding guarded-scaledobject",
          "ValidatingAdmissionPolicyBinding raw-vllm-deployment",
          "ValidatingAdmissionPolicyBinding raw-vllm-pods",
          "ValidatingAdmissionPolicyBinding raw-vllm-scale",
          "ValidatingAdmissionPolicyBinding raw-vllm-scaledobject");

  /** The lease of a workload: it has its name. */
  public Optional<Lease> leaseOf(String namespace, String name) {
    return leases.stream()
        .filter(lease -> lease.namespace().equals(namespace) && lease.name().equals(name))
        .findFirst();
  }

  /** Whether the guard itself runs. */
  public boolean up() {
    return deployments.stream().anyMatch(one -> one.name().equals("cost-guard") && one.ready() > 0);
  }
}
