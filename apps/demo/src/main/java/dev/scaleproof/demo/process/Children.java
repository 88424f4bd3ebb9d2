package dev.scaleproof.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Every child process of this JVM. Closing it, or ending this JVM in any way that runs shutdown
 * hooks, kills them all and waits until they are gone; {@link ExitWithParent} sees to the rest.
 *
 * <p>Thread-safe.
 */
public final class Children implements AutoCloseable {
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final Path logs;
  private final Set<Process> processes = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::killAll, "kill-children");
  private boolean closed;

  /**
   * @param logs folder that gets one {@code NAME.log} a child
   */
  public Children(Path logs) throws IOException {
    this.logs = Files.createDirectories(logs);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a child and returns at once.
   *
   * @param name unique; names its log file
   */
  public Child start(String name, Program program, List<String> arguments) throws ChildException {
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(program.command(arguments));
    builder.redirectError(log.toFile());
    builder.environment().putAll(program.environment());
    return new Child(name, start(name, builder), log);
  }

  /**
   * Starts a server that is no Java program, and returns at once. A shell stands by that ends it
   * when this JVM is gone, however that went.
   *
   * @param program its file
   */
  public void startServer(String name, Path program, List<String> arguments) throws ChildException {
    List<String> command = new ArrayList<>();
    // The shell's own standard input, since a command in the background gets none.
    command.addAll(
        List.of(
            "sh",
            "-c",
            "exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec \"$0\" \"$@\" 3<&-",
            program.toAbsolutePath().toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(logs.resolve(name + ".log").toFile());
    Process unused = start(name, builder);
  }

  private Process start(String name, ProcessBuilder builder) throws ChildException {
    Process process;
    // Under the lock: no child can start after close() has looked for the last time.
    synchronized (this) {
      if (closed) {
        throw new ChildException(name + " was not started: the demo is ending");
      }
      try {
        process = builder.start();
      } catch (IOException failed) {
        throw new ChildException(
            "%s could not be started: %s".formatted(name, failed.getMessage()), failed);
      }
      processes.add(process);
    }
    var _ = process.onExit().thenAccept(processes::remove);
    return process;
  }

  /** True when this JVM is ending, by a signal for instance: children then die on purpose. */
  public static boolean jvmIsEnding() {
    Thread none = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(none);
      Runtime.getRuntime().removeShutdownHook(none);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }

  /** Kills every child that is left and waits until it is gone. */
  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running or has run: it did the same.
    }
  }

  private void killAll() {
    synchronized (this) {
      closed = true;
    }
    processes.forEach(Process::destroyForcibly);
    long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
    for (Process process : processes) {
      try {
        process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
