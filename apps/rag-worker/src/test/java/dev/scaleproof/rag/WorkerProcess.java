package dev.scaleproof.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The worker in a JVM of its own. */
final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Process process;

  private WorkerProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param folder where it runs and leaves its lines, and its crash report if it crashes
   */
  static WorkerProcess start(Path folder, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-cp",
                classPath(),
                "dev.scaleproof.rag.RagWorker"));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    return new WorkerProcess(folder, process);
  }

  /** Without the simulator, whose beans are another program's. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("inference-sim"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Waits until the process has mapped a native library. */
  void awaitLibrary(String name) {
    Path maps = Path.of("/proc", "" + process.pid(), "maps");
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> Files.readString(maps).contains(name));
  }

  void terminate() {
    process.destroy();
  }

  boolean ended() {
    return !process.isAlive();
  }

  /** With this code and these complaints, and with nothing left behind. */
  void assertEnded(int code, String... complaints) throws Exception {
    assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(Files.readAllLines(folder.resolve("err"))).containsExactly(complaints);
    assertThat(process.exitValue()).isEqualTo(code);
    try (Stream<Path> files = Files.walk(folder)) {
      // Not the folders: ONNX Runtime leaves the empty one that it unpacked its library in.
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("err", "out");
    }
  }

  /** What it printed. */
  List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("out"));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
