package dev.scaleproof.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a person would start, run as a process of its own. */
final class Command {
  private static final Duration LONGEST = Duration.ofMinutes(20);

  private final String name;
  private final List<String> line;
  private final Map<String, String> environment;

  private Command(String name, List<String> line, Map<String, String> environment) {
    this.name = name;
    this.line = List.copyOf(line);
    this.environment = Map.copyOf(environment);
  }

  /** The program behind the make targets. */
  static Command of(List<String> arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                Bench.root().resolve("apps/cluster/target/cluster-0.1.0-SNAPSHOT.jar").toString()));
    line.addAll(arguments);
    return new Command(arguments.getFirst(), line, Map.of());
  }

  /** Any program; the environment comes on top of this one's. */
  static Command of(Path program, List<String> arguments, Map<String, String> environment) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(arguments);
    return new Command(program.getFileName().toString(), line, environment);
  }

  /**
   * How it ended.
   *
   * @param output everything printed, errors included
   */
  record Outcome(int status, String output) {
    @Override
    public String toString() {
      return "exit status %d, having printed:%n%s".formatted(status, output);
    }
  }

  /** A process that may not have ended yet; closing it ends it, as a kubelet ends a container. */
  record Running(Process process, Path log) implements AutoCloseable {
    /** Long enough for a command to take away what it made. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** Waits for its end. */
    Outcome await() {
      try {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError("not over after " + LONGEST + ": " + Files.readString(log));
        }
        return new Outcome(process.exitValue(), Files.readString(log));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      } catch (InterruptedException stopped) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", stopped);
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException stopped) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  Running start() {
    Path root = Bench.root();
    try {
      Path logs = Files.createDirectories(root.resolve("out/e2e/logs"));
      Path log = Files.createTempFile(logs, name + "-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(root.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(process, log);
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    }
  }

  Outcome run() {
    try (Running running = start()) {
      return running.await();
    }
  }
}
