package dev.scaleproof.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a person runs it: its lines and exit codes. */
class GatewayProcessTest {

  private static Process start(String... flags) throws IOException {
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
    return new ProcessBuilder(command).start();
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
