package dev.scaleproof.e2e;

import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.Command.Running;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs lines as a person's shell does, in the checkout. */
final class Shell {
  /** What make tells the makes that it starts: a person's does not come out of another one. */
  private static final List<String> OF_MAKE =
      List.of("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS");

  private final Map<String, String> environment;

  /**
   * A shell.
   *
   * @param environment what it has beyond ours
   */
  Shell(Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
    this.environment.put("JAVA_HOME", System.getProperty("java.home"));
    // The kubectl of the test bed, where it has been built.
    this.environment.put(
        "PATH",
        Bench.root().resolve("out/testbed/bin") + File.pathSeparator + System.getenv("PATH"));
  }

  Outcome run(String line) {
    try (Running running = start(line)) {
      return running.await();
    }
  }

  /** Starts a line that goes on until it is closed. */
  Running start(String line) {
    try {
      Path logs = Files.createDirectories(Bench.root().resolve("out/e2e/logs"));
      Path log = Files.createTempFile(logs, "shell-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", line)
              .directory(Bench.root().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().keySet().removeAll(OF_MAKE);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(process, log);
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    }
  }
}
