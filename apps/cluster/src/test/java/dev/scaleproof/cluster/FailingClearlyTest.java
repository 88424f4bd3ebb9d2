package dev.scaleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands where the cluster is not what it should be: one line, the right exit code, and nothing
 * is changed. The answers are those of an API server, over real HTTP; what they mean on a real one
 * is tested end to end.
 */
class FailingClearlyTest {
  private static final String PRICES = "../../platform/cost-guard/gpu-prices.yaml";
  private static final String KEDA = "/apis/keda.sh/v1alpha1";
  private static final String SCALED_OBJECT = KEDA + "/namespaces/serving/scaledobjects/raw-vllm";
  private static final String LEASES = "/apis/scaleproof.dev/v1alpha1";
  private static final String LEASE = LEASES + "/namespaces/serving/gpuleases/raw-vllm";
  private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/serving/deployments/raw-vllm";

  @TempDir private Path folder;

  private record Answer(int code, String body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> changes = new ArrayList<>();
  private HttpServer server;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realErr = System.err;

  FailingClearlyTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          if (!exchange.getRequestMethod().equals("GET")
              && !String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=All")) {
            changes.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          }
          Answer answer =
              answers.getOrDefault(
                  exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                  answers.getOrDefault(
                      exchange.getRequestURI().getPath(),
                      answers.getOrDefault("*", new Answer(404, status(404, "not found")))));
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(answer.code(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(realErr);
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "doctor", "keda-demo-up", "keda-demo-down", "vllm-up", "vllm-down"})
  void nobodyListens(String command) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(run(kubeconfig(port), command)).isEqualTo(1);
    assertThat(said())
        .isEqualTo(
            command
                + ": test (http://127.0.0.1:"
                + port
                + "/) cannot be reached (connection refused): is it up, and is this the right context"
                + " (`kubectl config get-contexts`)?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "doctor", "keda-demo-up", "keda-demo-down", "vllm-up", "vllm-down"})
  void expiredCredentials(String command) throws IOException {
    answers.put("*", new Answer(401, status(401, "Unauthorized")));

    assertThat(run(kubeconfig(), command)).isEqualTo(1);
    assertThat(said()).contains("does not accept these credentials (expired?): log in again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "keda-demo-up", "keda-demo-down", "vllm-up"})
  void noKeda(String command) throws IOException {
    assertThat(run(kubeconfig(), command)).isEqualTo(1);
    assertThat(said()).contains("has no KEDA (no keda.sh/v1alpha1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keda-demo-up", "keda-demo-down", "vllm-up"})
  void wrongContext(String command) throws IOException {
    answers.put(KEDA, new Answer(200, "{}"));

    assertThat(run(kubeconfig(), command)).isEqualTo(1);
    assertThat(said())
        .contains("there is no ScaledObject serving/raw-vllm on test")
        .contains("is it the right context?");
  }

  @Test
  void vllmDownNeedsNoKedaButItsDeployment() throws IOException {
    assertThat(run(kubeconfig(), "vllm-down")).isEqualTo(1);
    assertThat(said()).contains("has neither KEDA nor Deployment serving/raw-vllm");
    answers.put(KEDA, new Answer(200, "{}"));
    assertThat(run(kubeconfig(), "vllm-down")).isEqualTo(1);
    assertThat(said()).contains("there is no Deployment serving/raw-vllm on test");
  }

  @Test
  void missingRights() throws IOException {
    answers.put(KEDA, new Answer(200, "{}"));
    answers.put(
        SCALED_OBJECT,
        new Answer(
            403,
            status(
                403,
                "scaledobjects.keda.sh \\\"raw-vllm\\\" is forbidden: User \\\"dev\\\" cannot get resource"
                    + " \\\"scaledobjects\\\" in API group \\\"keda.sh\\\" in the namespace \\\"serving\\\"")));

    assertThat(run(kubeconfig(), "keda-demo-up")).isEqualTo(1);
    assertThat(said())
        .contains(
            "user dev may not get scaledobjects.keda.sh in namespace serving; ask for a role");
  }

  @Test
  void foreignClusterIsNotChangedWithoutConsent() throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(IDLE);

    assertThat(run(kubeconfig(), "vllm-up", "--owner=alice", "--lease=45m")).isEqualTo(2);
    assertThat(said())
        .contains("On context test (http://127.0.0.1:")
        .contains("this will take GpuLease serving/raw-vllm for 45 min as alice (manual)")
        .contains("a budget of $0.62, and scale Deployment serving/raw-vllm to 1 replica")
        .contains("YES=1");
    assertThat(changes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vllm-up", "keda-demo-up", "lease-extend", "lease-heartbeat"})
  void withoutLeases(String command) throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");

    assertThat(run(kubeconfig(), command, "--yes")).isEqualTo(1);
    assertThat(said())
        .contains("knows no GpuLease", "kubectl apply --server-side -k platform/cost-guard");
    answers.put(LEASES, new Answer(200, "{}"));
    assertThat(run(kubeconfig(), command, "--yes")).isEqualTo(1);
    assertThat(said())
        .contains("no GpuLease serving/raw-vllm", "kubectl apply -k serving/raw-vllm");
    assertThat(changes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vllm-up", "keda-demo-up", "lease-extend"})
  void aLeaseOfSomebodyElse(String command) throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(heldByBob());

    assertThat(run(kubeconfig(), command, "--yes", "--owner=alice")).isEqualTo(1);
    assertThat(said()).contains("is held by bob (soak test) until ").contains(" left)");
    assertThat(changes).isEmpty();
  }

  @Test
  void aLeaseThatStillDrains() throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(
        "{\"spec\": {\"duration\": \"0s\"}, \"status\": {\"phase\": \"Draining\", \"observedGeneration\": 1}}");

    assertThat(run(kubeconfig(), "vllm-up", "--yes")).isEqualTo(1);
    assertThat(said()).contains("its GPUs are not gone yet");
    assertThat(changes).isEmpty();
  }

  @Test
  void aGpuTypeWithoutAPrice() throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(IDLE);
    answers.put(
        "/api/v1/nodes",
        new Answer(
            200,
            """
            {"kind":"NodeList","items":[{"metadata":{"name":"gpu","labels":{"nvidia.com/gpu.product":"NVIDIA-X9"}},
              "status":{"capacity":{"nvidia.com/gpu":"1"}}}]}"""));

    assertThat(run(kubeconfig(), "vllm-up", "--yes")).isEqualTo(2);
    assertThat(said()).contains("no price for GPU type NVIDIA-X9 of node gpu", "gpu-prices.yaml");
    assertThat(changes).isEmpty();
  }

  @Test
  void whatThePolicyRefuses() throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(IDLE);
    answers.put(
        "PUT " + LEASE,
        new Answer(
            422,
            status(
                422,
                "gpuleases.scaleproof.dev raw-vllm is forbidden: ValidatingAdmissionPolicy 'c' with binding 'c' denied"
                    + " request: a lease lasts at most 4h, not 5h: make vllm-up LEASE=4h")));

    assertThat(run(kubeconfig(), "vllm-up", "--yes", "--lease=5h")).isEqualTo(2);
    assertThat(said())
        .isEqualTo("vllm-up: a lease lasts at most 4h, not 5h: make vllm-up LEASE=4h");
    assertThat(changes).isEmpty();
  }

  @Test
  void nobodyToExtend() throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(IDLE);

    assertThat(run(kubeconfig(), "lease-extend", "--yes")).isEqualTo(1);
    assertThat(said()).contains("nobody holds GpuLease serving/raw-vllm (Idle)");
    assertThat(run(kubeconfig(), "lease-heartbeat")).isEqualTo(1);
    assertThat(said()).contains("nobody holds GpuLease serving/raw-vllm");
  }

  @Test
  void noPrometheusToReport() throws IOException {
    assertThat(run(kubeconfig(), "cost-report")).isEqualTo(1);
    assertThat(said()).contains("no Prometheus answers at monitoring/prometheus-operated:9090");
    answers.put(
        "/api/v1/namespaces/monitoring/services/http:prometheus-operated:9090/proxy/api/v1/query",
        new Answer(
            200, "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"));
    assertThat(run(kubeconfig(), "cost-report")).isEqualTo(1);
    assertThat(said()).contains("Prometheus has nothing of the cost guard in the last 7d");
  }

  @Test
  void kedaOwnsTheReplicasOfAnUnpausedOne() throws IOException {
    rawVllm("");

    assertThat(run(kubeconfig(), "vllm-up", "--yes")).isEqualTo(1);
    assertThat(said()).contains("is un-paused, so KEDA owns the replicas", "keda-demo-down");
    assertThat(run(kubeconfig(), "vllm-down", "--yes")).isEqualTo(1);
    assertThat(said()).contains("would bring the replica back", "keda-demo-down");
    assertThat(changes).isEmpty();
  }

  @Test
  void wrongFlags() {
    assertThat(Cluster.execute()).isEqualTo(2);
    assertThat(said()).startsWith("cluster: say what to do: ");
    assertThat(Cluster.execute("status", "--clustr=x")).isEqualTo(2);
    assertThat(Cluster.execute("vllm-up", "--wait=45 minutes")).isEqualTo(2);
    assertThat(said()).contains("'45 minutes' is no duration, use 90s, 20m or 1h");
    assertThat(Cluster.execute("vllm-up", "--lease=45 minutes")).isEqualTo(2);
    assertThat(said()).contains("'45 minutes' is no duration, use 45m, 1h30m or 90s");
    assertThat(Cluster.execute("lease-extend", "--lease=0m")).isEqualTo(2);
    assertThat(said()).contains("'0m' is no time at all");
    assertThat(Cluster.execute("vllm-up", "--window=Mon-Fri 8-20")).isEqualTo(2);
    assertThat(said()).contains("'8' is no time of day");
    assertThat(Cluster.execute("cost-report", "--since=a week")).isEqualTo(2);
    assertThat(said()).contains("use 12h, 7d or 4w");
    assertThat(Cluster.execute("doctor", "--output=xml")).isEqualTo(2);
    assertThat(Cluster.execute("status", "--prices=nowhere.yaml")).isEqualTo(2);
    assertThat(said()).contains("nowhere.yaml: no price table there");
  }

  @Test
  void kubeconfigsThatAreNone() throws IOException {
    assertThat(run(folder.resolve("nowhere"), "status")).isEqualTo(1);
    assertThat(said()).endsWith("nowhere: no such kubeconfig");
    assertThat(run(Files.writeString(folder.resolve("broken"), "}{"), "status")).isEqualTo(1);
    assertThat(said()).endsWith("broken: not a kubeconfig");
    assertThat(run(Files.writeString(folder.resolve("empty"), "kind: Config"), "status"))
        .isEqualTo(1);
    assertThat(said()).contains("no current context in ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--budget=-3", "--budget=0", "--budget=NaN", "--owner= ", "--reason= "})
  void whatNoLeaseCanSay(String flag) throws IOException {
    rawVllm("\"autoscaling.keda.sh/paused\":\"true\"");
    lease(IDLE);

    assertThat(run(kubeconfig(), "vllm-up", "--yes", flag)).isEqualTo(2);
    assertThat(said())
        .contains(flag.substring(2, flag.indexOf('=')).toUpperCase(Locale.ROOT) + "=");
    assertThat(changes).isEmpty();
  }

  private static final String IDLE = "{\"spec\": {\"duration\": \"0s\"}}";

  private static String heldByBob() {
    Instant now = Instant.now();
    return """
        {"spec": {"duration": "1h", "owner": "bob", "reason": "soak test", "budgetUsd": 2},
         "status": {"phase": "Active", "observedGeneration": 1, "startedAt": "%s", "expiresAt": "%s"}}"""
        .formatted(now, now.plusSeconds(3600));
  }

  /** The lease, with this spec and status. */
  private void lease(String members) {
    answers.put(LEASES, new Answer(200, "{}"));
    answers.put(
        LEASE,
        new Answer(
            200,
            """
            {"apiVersion":"scaleproof.dev/v1alpha1","kind":"GpuLease",
             "metadata":{"name":"raw-vllm","namespace":"serving","generation":1,"resourceVersion":"7"},
             %s"""
                .formatted(members.strip().substring(1))));
  }

  /** The two objects, with these annotations on the ScaledObject. */
  private void rawVllm(String annotations) {
    answers.put(KEDA, new Answer(200, "{}"));
    answers.put(
        SCALED_OBJECT,
        new Answer(
            200,
            """
            {"apiVersion":"keda.sh/v1alpha1","kind":"ScaledObject",
             "metadata":{"name":"raw-vllm","namespace":"serving","annotations":{%s}},
             "spec":{"scaleTargetRef":{"name":"raw-vllm"},"minReplicaCount":1,"maxReplicaCount":1,"triggers":[]}}
            """
                .formatted(annotations)));
    answers.put(
        DEPLOYMENT,
        new Answer(
            200,
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"raw-vllm","namespace":"serving"},
             "spec":{"replicas":0,"selector":{"matchLabels":{"app":"raw-vllm"}},
               "template":{"metadata":{"labels":{"app":"raw-vllm"}},
                 "spec":{"containers":[{"name":"vllm","resources":{"limits":{"nvidia.com/gpu":"1"}}}]}}}}
            """));
    answers.put("/api/v1/nodes", new Answer(200, "{\"kind\":\"NodeList\",\"items\":[]}"));
  }

  private static String status(int code, String message) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}"
        .formatted(message, code);
  }

  private int run(Path kubeconfig, String command, String... flags) {
    List<String> arguments = new ArrayList<>(List.of(command, "--cluster=" + kubeconfig));
    if (!command.equals("cost-report")) {
      arguments.add("--prices=" + PRICES);
    }
    arguments.addAll(List.of(flags));
    return Cluster.execute(arguments.toArray(String[]::new));
  }

  /** What was said since the last time, which must be one line. */
  private String said() {
    String text = err.toString(StandardCharsets.UTF_8).strip();
    err.reset();
    return text;
  }

  private Path kubeconfig() throws IOException {
    return kubeconfig(server.getAddress().getPort());
  }

  private Path kubeconfig(int port) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: test, user: {token: secret}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        current-context: test
        """
            .formatted(port));
  }
}
