package dev.scaleproof.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A process that {@link Children} started. Thread-safe. */
public final class Child {
  private static final Path PROC = Path.of("/proc");
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final Process process;
  private final Path log;
  private final ProcessTree tree;

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.tree = new ProcessTree(PROC, process.pid());
  }

  public String name() {
    return name;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /**
   * CPU seconds of this process and its descendants so far.
   *
   * @throws ChildException if it has ended
   */
  public double cpuSeconds() {
    try {
      return tree.cpuSeconds();
    } catch (IOException gone) {
      throw failure("ended");
    }
  }

  /**
   * Resident bytes of this process and its descendants.
   *
   * @throws ChildException if it has ended
   */
  public long residentBytes() {
    try {
      return tree.residentBytes();
    } catch (IOException gone) {
      throw failure("ended");
    }
  }

  /**
   * Of a JVM: bytes in the heap that are still reachable, after a full collection.
   *
   * @throws ChildException if the process is no JVM that this JDK's jcmd can attach to
   */
  public long liveHeapBytes() {
    jcmd("GC.run");
    try {
      return HeapInfo.usedBytes(jcmd("GC.heap_info"));
    } catch (IllegalArgumentException unknown) {
      throw failure("heap unknown: " + unknown.getMessage());
    }
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/jcmd",
                  Long.toString(process.pid()),
                  command)
              .redirectErrorStream(true)
              .start();
      String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!jcmd.waitFor(10, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        throw failure("jcmd " + command + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw failure("jcmd " + command + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  /**
   * Waits until the condition holds.
   *
   * @throws ChildException with the end of its log, if the process ends or the time is over
   */
  public void await(String what, Duration atMost, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw failure("ended with code " + process.exitValue() + " before it " + what);
      }
      if (System.nanoTime() - deadline > 0) {
        throw failure("within " + atMost.toSeconds() + " s never " + what);
      }
      Thread.sleep(POLL);
    }
  }

  /**
   * The address in its line {@code ready http://127.0.0.1:PORT}, once that is there.
   *
   * @throws ChildException as {@link #await}
   */
  public String awaitReadyLine(Duration atMost) throws InterruptedException {
    await("was ready", atMost, () -> readyAddress() != null);
    String address = readyAddress();
    if (address == null) {
      throw failure("lost its log");
    }
    return address;
  }

  private @Nullable String readyAddress() {
    for (String line : logLines()) {
      if (line.startsWith("ready http://")) {
        return line.substring("ready ".length()).strip();
      }
    }
    return null;
  }

  /** Waits, at most this long, until the tree uses less than a tenth of a core. */
  public void settle(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    double before = cpuSeconds();
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(200);
      double now = cpuSeconds();
      if (now - before <= 0.02) {
        return;
      }
      before = now;
    }
  }

  /**
   * Its exit code, once it has ended by itself.
   *
   * @throws ChildException if it has not within this time; it is left running
   */
  public int awaitEnd(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("did not end within " + atMost.toSeconds() + " s");
    }
    return process.exitValue();
  }

  /** What it has printed so far. */
  public String log() {
    return String.join("\n", logLines());
  }

  /** An exception that ends with the last line of the log. */
  public ChildException failure(String what) {
    List<String> lines = logLines().stream().filter(line -> !line.isBlank()).toList();
    return new ChildException(
        name + " " + what + (lines.isEmpty() ? "" : "; its log ends: " + lines.getLast().strip()));
  }

  private List<String> logLines() {
    try {
      return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks all to end, waits, and kills what is left, descendants included. */
  static void end(List<Child> children) {
    List<ProcessHandle> handles = new ArrayList<>();
    for (Child child : children) {
      // Before the parent ends: afterwards its descendants belong to nobody.
      child.process.descendants().forEach(handles::add);
      handles.add(child.process.toHandle());
    }
    handles.forEach(ProcessHandle::destroy);
    if (!awaitEnd(handles)) {
      handles.forEach(ProcessHandle::destroyForcibly);
      var unused = awaitEnd(handles);
    }
  }

  /** False if some still live after {@link #GRACE}. */
  private static boolean awaitEnd(List<ProcessHandle> handles) {
    long deadline = System.nanoTime() + GRACE.toNanos();
    while (handles.stream().anyMatch(ProcessHandle::isAlive)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }
}
