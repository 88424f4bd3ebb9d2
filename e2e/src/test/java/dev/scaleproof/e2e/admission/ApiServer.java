package dev.scaleproof.e2e.admission;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A control plane on loopback: etcd, API server and controllers as processes of this machine, from
 * the testbed's binary. No nodes and no Docker, so it is up in seconds. Closing it ends the
 * processes and removes their files.
 */
final class ApiServer implements AutoCloseable {
  private static final String TOKEN = "tests";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * A program that ends with its standard input, so that none outlives a test run that is killed.
   */
  private static final String LEASH =
      """
      exec 3<&0
      "$@" 3<&- & program=$!
      { cat <&3 >/dev/null; kill $program 2>/dev/null; } &
      wait $program""";

  /** What objects need to behave as on a cluster; there is nothing to run pods on. */
  private static final String CONTROLLERS =
      String.join(
          ",",
          "deployment-controller",
          "replicaset-controller",
          "resourcequota-controller",
          "serviceaccount-controller",
          "namespace-controller",
          "garbage-collector-controller",
          "validatingadmissionpolicy-status-controller");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final int port;

  private ApiServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param root of the checkout, where the testbed has been built
   */
  static ApiServer start(Path root) throws IOException, GeneralSecurityException {
    Path program = root.resolve("out/testbed/bin/kubectl");
    if (!Files.isExecutable(program)) {
      throw new IOException(program + " is missing: 'make testbed' builds it");
    }
    ApiServer server = new ApiServer(Files.createTempDirectory("api-server"), freePort());
    try {
      server.startAll(program.toRealPath());
      return server;
    } catch (IOException | GeneralSecurityException | RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  /** Requests to it, as its administrator. */
  Requests requests() throws IOException, GeneralSecurityException {
    return Requests.to(
        URI.create("https://" + LOOPBACK + ":" + port),
        folder.resolve("certificates/apiserver.crt"),
        TOKEN);
  }

  private void startAll(Path program) throws IOException, GeneralSecurityException {
    // It is the program that it is called as.
    for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager")) {
      Files.createSymbolicLink(folder.resolve(name), program);
    }
    Files.writeString(folder.resolve("tokens"), TOKEN + ",admin,admin,system:masters\n");
    Path key = serviceAccountKey();
    String store = "http://" + LOOPBACK + ":" + freePort();
    String peers = "http://" + LOOPBACK + ":" + freePort();
    run(
        "etcd",
        "--data-dir=" + folder.resolve("store"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + store,
        "--advertise-client-urls=" + store,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
    run(
        "kube-apiserver",
        "--etcd-servers=" + store,
        "--bind-address=" + LOOPBACK,
        "--advertise-address=" + LOOPBACK,
        // Loopback is no address for the Service `kubernetes`, which nobody here asks for.
        "--endpoint-reconciler-type=none",
        "--secure-port=" + port,
        "--cert-dir=" + folder.resolve("certificates"),
        "--token-auth-file=" + folder.resolve("tokens"),
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key);
    awaitReady();
    run(
        "kube-controller-manager",
        "--kubeconfig=" + kubeconfig(),
        "--leader-elect=false",
        "--secure-port=0",
        "--controllers=" + CONTROLLERS);
  }

  private void awaitReady() throws IOException, GeneralSecurityException {
    long end = System.nanoTime() + START.toNanos();
    while (!isReady()) {
      for (Process process : processes) {
        if (!process.isAlive()) {
          throw new IOException("the control plane does not start: " + lastWords());
        }
      }
      if (System.nanoTime() > end) {
        throw new IOException("the API server is not ready in time: " + lastWords());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private boolean isReady() throws IOException, GeneralSecurityException {
    if (!Files.exists(folder.resolve("certificates/apiserver.crt"))) {
      return false;
    }
    try {
      return requests().get("/readyz").allowed();
    } catch (IOException notYet) {
      return false;
    }
  }

  private String lastWords() throws IOException {
    StringBuilder words = new StringBuilder();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines = Files.readAllLines(log);
        words
            .append(log.getFileName())
            .append(": ")
            .append(lines.isEmpty() ? "" : lines.getLast())
            .append("; ");
      }
    }
    return words.toString();
  }

  private void run(String name, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", LEASH, name, folder.resolve(name).toString()));
    command.addAll(List.of(arguments));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  /** Its administrator's. */
  Path kubeconfig() throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: tests
            cluster: {server: "https://%s:%d", certificate-authority: "%s"}
        users:
          - name: tests
            user: {token: "%s"}
        contexts:
          - name: tests
            context: {cluster: tests, user: tests}
        current-context: tests
        """
            .formatted(LOOPBACK, port, folder.resolve("certificates/apiserver.crt"), TOKEN));
  }

  private Path serviceAccountKey() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String key =
        Base64.getMimeEncoder()
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    return Files.writeString(
        folder.resolve("service-accounts.key"),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(key));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    for (Process process : processes.reversed()) {
      end(process);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException left) {
      System.err.println("left behind: " + left.getMessage());
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
      }
    } catch (IOException gone) {
      // Then there is nothing to end.
    } catch (InterruptedException stopped) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
