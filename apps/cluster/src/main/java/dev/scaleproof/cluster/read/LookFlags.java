package dev.scaleproof.cluster.read;

import java.util.List;
import picocli.CommandLine.Option;

/** The flags of commands that look around; use it as a picocli mixin. Not thread-safe. */
public final class LookFlags {
  /** Those of Scaleproof that hold scaled servers. */
  private static final List<String> NAMESPACES = List.of("serving", "inference", "rag");

  @Option(
      names = {"-n", "--namespace"},
      split = ",",
      paramLabel = "NAME",
      description = "Where to look; may be repeated (serving, inference, rag).")
  private List<String> namespaces = List.of();

  /** The namespaces. */
  public List<String> namespaces() {
    return namespaces.isEmpty() ? NAMESPACES : namespaces;
  }
}
