package dev.scaleproof.bench.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process and all its descendants, as {@code /proc} shows them at the moment of each call. */
final class ProcessTree {
  /** {@code USER_HZ}: 100 on every architecture that the JDK runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private final Path proc;
  private final long root;

  ProcessTree(Path proc, long root) {
    this.proc = proc;
    this.root = root;
  }

  /**
   * CPU time that the tree has used so far, in seconds, in steps of 0.01. A child that ended keeps
   * counting, through its parent, once the parent has waited for it.
   *
   * @throws IOException if the root has gone
   */
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (ProcStat process : members()) {
      ticks += process.ticks();
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Resident memory of all members, in bytes; what they share counts once for each. */
  long residentBytes() throws IOException {
    long kibibytes = 0;
    for (ProcStat process : members()) {
      for (String line : lines(proc.resolve(process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return kibibytes * 1024;
  }

  /** The root first. */
  private List<ProcStat> members() throws IOException {
    Map<Long, List<ProcStat>> children = new HashMap<>();
    ProcStat found = null;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        List<String> lines = lines(entry.resolve("stat"));
        if (!lines.isEmpty()) {
          ProcStat process = ProcStat.parse(lines.getFirst());
          children.computeIfAbsent(process.parent(), parent -> new ArrayList<>()).add(process);
          if (process.pid() == root) {
            found = process;
          }
        }
      }
    }
    if (found == null) {
      throw new IOException("process " + root + " has ended");
    }
    List<ProcStat> members = new ArrayList<>();
    Deque<ProcStat> open = new ArrayDeque<>(List.of(found));
    while (!open.isEmpty()) {
      ProcStat process = open.remove();
      members.add(process);
      open.addAll(children.getOrDefault(process.pid(), List.of()));
    }
    return members;
  }

  /** Nothing for a process that ended meanwhile. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, ISO_8859_1);
    } catch (IOException ended) {
      return List.of();
    }
  }
}
