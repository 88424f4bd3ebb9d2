package dev.scaleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisTest {
  @TempDir private Path folder;

  private Process program(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LocalRedis.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void itRunsUntilItIsToldToStopAndTakesItsServerWithIt() throws Exception {
    Process program = program("--port", "0", "--data", folder.toString());
    try (BufferedReader lines = program.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith("ready redis://127.0.0.1:");
      Optional<ProcessHandle> server = program.descendants().findFirst();
      assertThat(server).hasValueSatisfying(it -> assertThat(it.isAlive()).isTrue());
      program.destroy();
      server.orElseThrow().onExit().join();
      assertThat(program.waitFor()).isEqualTo(143);
    } finally {
      program.descendants().forEach(ProcessHandle::destroyForcibly);
      program.destroyForcibly();
    }
  }

  @Test
  void aTakenPortIsALineAndNoServer() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      assertThat(failure(1, "--port", port, "--data", folder.toString()))
          .isEqualTo(
              "redis: port " + port + " is taken: end what listens there, or choose another");
    }
  }

  @Test
  void twoServersNeverShareOneLog() throws Exception {
    try (var _ = DataFolder.claim(folder)) {
      assertThat(failure(1, "--port", "0", "--data", folder.toString()))
          .startsWith("redis: another Redis has its data in " + folder);
      assertThatExceptionOfType(IOException.class)
          .as("in one JVM as well")
          .isThrownBy(() -> DataFolder.claim(folder));
    }
    try (var _ = DataFolder.claim(folder)) {
      assertThat(folder).isDirectoryContaining(file -> file.endsWith("in-use.lock"));
    }
  }

  @Test
  void wrongFlagsAreALine() throws Exception {
    assertThat(failure(2, "--port", "70000")).startsWith("redis: --port: 70000 is no port");
    assertThat(failure(2, "--prot", "1")).startsWith("redis: Unknown option");
  }

  private String failure(int status, String... arguments) throws Exception {
    Process program = program(arguments);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> all = lines.lines().toList();
      assertThat(program.waitFor()).isEqualTo(status);
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }
}
