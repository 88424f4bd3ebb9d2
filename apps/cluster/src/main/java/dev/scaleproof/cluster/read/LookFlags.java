package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of commands that look around; use it as a picocli mixin. Not thread-safe. */
public final class LookFlags {
  @Option(
      names = {"-n", "--namespace"},
      split = ",",
      paramLabel = "NAME",
      description = "Where to look; may be repeated (serving, inference).")
  private List<String> namespaces = List.of();

  /** Looks. */
  public Snapshot look(ClusterConnection connection, Instant now, boolean withMonitoring) {
    return new ClusterReader(connection)
        .read(namespaces.isEmpty() ? ClusterReader.NAMESPACES : namespaces, now, withMonitoring);
  }
}
