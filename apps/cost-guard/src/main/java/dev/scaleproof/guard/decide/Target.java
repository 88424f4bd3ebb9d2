package dev.scaleproof.guard.decide;

import java.util.Comparator;

/** What a lease is for: the Deployment, ScaledObject and GpuLease of one name. */
public record Target(String namespace, String name) {
  /** By namespace, then name. */
  public static final Comparator<Target> ORDER =
      Comparator.comparing(Target::namespace).thenComparing(Target::name);

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
