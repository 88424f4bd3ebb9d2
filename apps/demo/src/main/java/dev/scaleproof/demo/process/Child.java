package dev.scaleproof.demo.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One child process that serves HTTP. It says where on its first {@code ready URL} line of standard
 * output; standard error goes to a log file.
 *
 * <p>Thread-safe.
 */
public final class Child {
  private static final String READY = "ready ";
  private static final int TAIL_LINES = 3;
  private static final int TAIL_CHARACTERS = 400;

  private final String name;
  private final Process process;
  private final Path log;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    Thread.ofVirtual().name(name + "-stdout").start(this::readOutput);
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          ready.complete(URI.create(line.substring(READY.length()).strip()));
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      ready.completeExceptionally(broken);
    }
    ready.completeExceptionally(new IOException("ended before it was ready"));
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Where it serves, once it has said so; fails when it ends before. */
  public CompletableFuture<URI> ready() {
    return ready.copy();
  }

  /** Completes with the exit status when the process has ended, however it ended. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** CPU time, user and system, that the process has used so far; zero once it has ended. */
  public Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Waits until the child is ready.
   *
   * @throws ChildException when it ended first or was not ready in time; the message has the end of
   *     its log
   */
  public URI awaitReady(Duration timeout) throws ChildException, InterruptedException {
    try {
      return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ChildException(
          "%s was not ready after %d s%s".formatted(name, timeout.toSeconds(), logTail()), late);
    } catch (ExecutionException ended) {
      String how =
          process.waitFor(1, TimeUnit.SECONDS)
              ? "ended with exit status " + process.exitValue() + " before it was ready"
              : "closed its output before it was ready";
      throw new ChildException("%s %s%s".formatted(name, how, logTail()), ended);
    }
  }

  /** Asks the process to end (SIGTERM). */
  public void terminate() {
    // Not Process.destroy(): that closes the child's standard input too, which ends it at once.
    process.toHandle().destroy();
  }

  /** Ends the process at once (SIGKILL). */
  public void kill() {
    process.destroyForcibly();
  }

  /** The end of its log as one line, with what introduces it; empty when the log is. */
  public String logTail() {
    try {
      List<String> lines =
          Files.readString(log, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
      String tail =
          String.join(" | ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
      if (tail.length() > TAIL_CHARACTERS) {
        tail = "…" + tail.substring(tail.length() - TAIL_CHARACTERS);
      }
      return tail.isEmpty() ? "" : "; its log ends: " + tail;
    } catch (IOException | UncheckedIOException unreadable) {
      return "; its log " + log + " cannot be read";
    }
  }
}
