package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command says in one line why it cannot do its work, and changes nothing. */
@OnCluster
@Tag("core")
final class RefusalTest {
  @TempDir private Path folder;

  private final Bench bench;

  RefusalTest(Bench bench) {
    this.bench = bench;
  }

  static List<String> commands() {
    return List.of(
        "status",
        "doctor",
        "keda-demo-up",
        "keda-demo-down",
        "vllm-up",
        "vllm-down",
        "lease-extend",
        "lease-heartbeat",
        "cost-report",
        "proof");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void withoutACluster(String command) throws IOException {
    refused(Bench.command(folder.resolve("absent"), command, "--yes"), "no such kubeconfig");
    Path nobody = kubeconfig("https://127.0.0.1:" + closedPort(), "nobody");
    refused(Bench.command(nobody, command, "--yes"), "cannot be reached");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void withoutRights(String command) throws IOException {
    refused(Bench.command(kubeconfig(server(), token()), command, "--yes"), "may not");
  }

  @Test
  void withoutCredentials() throws IOException {
    refused(
        Bench.command(kubeconfig(server(), "expired"), "keda-demo-up", "--yes"),
        "does not accept these credentials");
  }

  @Test
  void withoutKedaOrWhatTheyActOn() throws Exception {
    Path root = Bench.root();
    try (Cluster bare =
        Cluster.start(
            Cluster.Plan.bare(root, root.resolve("out/e2e-bare"), System.getenv("K3S")))) {
      for (String command :
          new String[] {"keda-demo-up", "keda-demo-down", "vllm-up", "vllm-down", "proof"}) {
        refused(Bench.command(bare.kubeconfig(), command, "--yes"), "KEDA");
      }
      Outcome doctor = Bench.command(bare.kubeconfig(), "doctor");
      assertThat(doctor.status()).as(doctor.toString()).isEqualTo(1);
      assertThat(doctor.output()).contains("KEDA");
    }
  }

  @Test
  void onAClusterThatIsNotItsOwnItAsksFirst() {
    Outcome unasked = bench.command("keda-demo-up");
    assertThat(unasked.status()).as(unasked.toString()).isEqualTo(2);
    assertThat(unasked.output()).startsWith("Worst case $").contains("YES=1").hasLineCount(2);
    assertThat(bench.hpa("serving", "raw-vllm")).isNull();
  }

  private static void refused(Outcome outcome, String reason) {
    assertThat(outcome.status()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.output()).contains(reason);
    assertThat(outcome.output().strip()).as("one line").hasLineCount(1);
  }

  private String server() {
    return Config.fromKubeconfig(bench.cluster().kubeconfig().toFile()).getMasterUrl();
  }

  /** Of a service account that nobody has given any right. */
  private String token() {
    TokenRequest request =
        bench
            .client()
            .serviceAccounts()
            .inNamespace("default")
            .withName("default")
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build());
    return request.getStatus().getToken();
  }

  private Path kubeconfig(String server, String token) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig-" + Math.abs(server.hashCode() + token.hashCode())),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: test
            cluster: {server: "%s", insecure-skip-tls-verify: true}
        users:
          - name: test
            user: {token: "%s"}
        contexts:
          - name: test
            context: {cluster: test, user: test}
        current-context: test
        """
            .formatted(server, token));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
