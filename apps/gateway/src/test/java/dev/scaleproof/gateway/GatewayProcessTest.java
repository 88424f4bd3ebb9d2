package dev.scaleproof.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a person runs it: its lines and exit codes. */
class GatewayProcessTest {

  private static Process start(String... flags) throws IOException {
    return start(Map.of(), flags);
  }

  private static Process start(Map<String, String> environment, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.scaleproof.gateway.Gateway"));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void assertFails(int code, String line, String... flags) throws Exception {
    Process process = start(flags);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(err.lines()).containsExactly(line);
    assertThat(process.exitValue()).isEqualTo(code);
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void wrongFlagsAreOneLineAndExitCodeTwo() throws Exception {
    assertFails(2, "gateway: give exactly one of --upstreams, --pools and --dns");
  }

  @Test
  void takenPortIsOneLineAndExitCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertFails(
          1,
          "gateway: cannot listen on 127.0.0.1:" + port + ": Address already in use",
          "--upstreams",
          "http://127.0.0.1:1",
          "--port",
          Integer.toString(port));
    }
  }

  @Test
  void whatKubernetesSaysOfAServiceCalledGatewayIsNoPortToListenOn() throws Exception {
    Process process =
        start(
            Map.of("GATEWAY_PORT", "tcp://10.96.0.7:8080"),
            "--upstreams",
            "http://127.0.0.1:1",
            "--help");
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(help).contains("Port to listen on (8080)");
  }

  @Test
  void termLetsStreamsFinishAndTakesNoNewClient() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (FakeUpstream upstream =
        FakeUpstream.start(
            (request, connection) -> {
              connection.write(FakeUpstream.streamHead() + FakeUpstream.chunk("data: 1\n\n"));
              told.await();
              connection.write(FakeUpstream.chunk("data: [DONE]\n\n") + "0\r\n\r\n");
            })) {
      Process process = start("--port", "0", "--upstreams", upstream.url());
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        int port = URI.create(out.readLine().substring(6)).getPort();
        try (RawClient client = new RawClient(port)) {
          client.send(RawClient.post("/v1/chat/completions", "{\"stream\":true}")).readHead();
          process.toHandle().destroy();
          await().until(() -> refusesConnections(port));
          told.countDown();
          assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
              .isEqualTo(
                  FakeUpstream.chunk("data: 1\n\n")
                      + FakeUpstream.chunk("data: [DONE]\n\n")
                      + "0\r\n\r\n");
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static boolean refusesConnections(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void readyLineAnswersAndTermIsOrderly() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(FakeUpstream.writing(FakeUpstream.ok("{}")))) {
      Process process = start("--port", "0", "--upstreams", upstream.url());
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String ready = out.readLine();
        assertThat(ready).startsWith("ready http://127.0.0.1:");
        try (RawClient client = new RawClient(URI.create(ready.substring(6)).getPort())) {
          assertThat(client.send(RawClient.get("/v1/models")).read().status()).isEqualTo(200);
        }
        // Not Process.destroy(), which closes the streams as well.
        process.toHandle().destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
            .isEmpty();
        assertThat(out.readLine()).isNull();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
