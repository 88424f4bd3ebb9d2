package dev.scaleproof.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All processes that this program starts, and the folder for their files. Whatever happens — end,
 * failure, Ctrl-C, SIGTERM — each is ended by its id together with its descendants, and the folder
 * goes. Thread-safe.
 */
public final class Children implements AutoCloseable {
  private final List<Child> children = new ArrayList<>();
  private final Thread hook = new Thread(this::endAll, "end-children");
  private final Path folder;
  private boolean closed;

  /**
   * With a new folder in the system's temporary one.
   *
   * @throws IOException if that cannot be made
   */
  public Children() throws IOException {
    folder = Files.createTempDirectory("scaleproof-bench-");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process whose output goes to {@code NAME.log} in the folder.
   *
   * @throws IOException if it cannot be started
   * @throws ChildException if this is closed
   */
  public synchronized Child start(String name, Invocation invocation, Path folder)
      throws IOException {
    if (closed) {
      throw new ChildException("stopping");
    }
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(invocation.command())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().putAll(invocation.environment());
    Child child = new Child(name, builder.start(), log);
    children.add(child);
    return child;
  }

  /** A new folder that lives as long as this. */
  public Path newFolder(String name) throws IOException {
    return Files.createTempDirectory(folder, name + "-");
  }

  /** Ends one; the others go on. */
  public void end(Child child) {
    synchronized (this) {
      children.remove(child);
    }
    Child.end(List.of(child));
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook runs, or is running, and finds nothing left to do.
    }
  }

  private void endAll() {
    List<Child> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(children);
      children.clear();
    }
    Child.end(left);
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      System.err.println("could not remove " + folder + ": " + e.getMessage());
    }
  }
}
