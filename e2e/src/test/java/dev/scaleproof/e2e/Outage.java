package dev.scaleproof.e2e;

import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.e2e.cluster.Kubectl;
import java.util.EnumSet;
import java.util.Set;

/** Which parts of the platform are down. Not thread-safe. */
final class Outage {
  private final Kubectl kubectl;
  private final Set<Part> down = EnumSet.noneOf(Part.class);

  Outage(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  /** Takes down and brings up what it takes for exactly these to be down, and waits for it. */
  void become(Set<Part> wanted) throws ClusterException {
    for (Part part : Part.values()) {
      if (wanted.contains(part) && down.add(part)) {
        part.down(kubectl);
      }
    }
    for (Part part : Part.values()) {
      if (!wanted.contains(part) && down.contains(part)) {
        part.up(kubectl);
        down.remove(part);
      }
    }
  }
}
