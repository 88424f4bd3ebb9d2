package dev.scaleproof.guard.decide;

/** What a lease is for: the Deployment, ScaledObject and GpuLease of one name. */
public record Target(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
