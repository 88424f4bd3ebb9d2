package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Snapshot;
import java.util.List;

/** Looks at a snapshot for one kind of trouble. Pure. */
@FunctionalInterface
interface Check {
  List<Finding> on(Snapshot snapshot);
}
