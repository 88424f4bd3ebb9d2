package dev.scaleproof.e2e.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;

/**
 * A running cluster of one node, and the files by which others find it. Closing it removes the node
 * and the files.
 */
public final class Cluster implements AutoCloseable {
  /** By this a node is found again that a person started. */
  static final String LABEL = "dev.scaleproof.cluster";

  /** What the label says of a node that outlives the program. */
  static final String KEPT = "person";

  private static final String NAME = "scaleproof";

  private final Path root;
  private final Path folder;
  private final Node node;
  private final boolean registry;
  private final KubernetesClient client;
  private final Kubectl kubectl;

  private Cluster(Plan plan, Node node, boolean registry, KubernetesClient client) {
    this.root = plan.root();
    this.folder = plan.folder();
    this.node = node;
    this.registry = registry;
    this.client = client;
    this.kubectl = Kubectl.find(root, kubeconfig());
  }

  /**
   * Where a cluster lives.
   *
   * @param root of the checkout
   * @param folder for its kubeconfig, the gateways' addresses and its images
   * @param k3s an image of K3s to use in place of the built node; null for the built one
   * @param keep whether the node outlives this program; loopback then has the ports that the docs
   *     name, else any free ones
   * @param images folders of image archives that the node is given
   * @param mounts more folders that the node sees, and where it does
   */
  public record Plan(
      Path root,
      Path folder,
      @Nullable String k3s,
      boolean keep,
      List<Path> images,
      Map<Path, String> mounts) {
    public Plan {
      images = List.copyOf(images);
      mounts = Map.copyOf(mounts);
    }

    /** A node that can run the platform and the serving layer. */
    public static Plan whole(Path root, Path folder, @Nullable String k3s, boolean keep) {
      return new Plan(
          root,
          folder,
          k3s,
          keep,
          List.of(root.resolve("out/testbed/images/core"), root.resolve("out/images")),
          Map.of());
    }

    /**
     * A node that can run all of that, and Argo CD to bring it there.
     *
     * @param mounts more folders that the node sees, and where it does
     */
    public static Plan gitOps(
        Path root, Path folder, @Nullable String k3s, Map<Path, String> mounts) {
      return new Plan(
          root,
          folder,
          k3s,
          false,
          List.of(
              root.resolve("out/testbed/images/core"),
              root.resolve("out/testbed/images/gitops"),
              root.resolve("out/images")),
          mounts);
    }

    /** A node that nothing will run on. */
    public static Plan bare(Path root, Path folder, @Nullable String k3s) {
      return new Plan(root, folder, k3s, false, List.of(), Map.of());
    }
  }

  /**
   * Starts a bare cluster.
   *
   * @throws ClusterException when there is no image, no Docker, or the node does not come up
   */
  public static Cluster start(Plan plan) throws ClusterException {
    NodeImage image = NodeImage.find(plan.root(), plan.k3s());
    try {
      Files.createDirectories(plan.folder());
      Archives archives = Archives.in(plan.images());
      String madeOf = image.name() + " " + archives.fingerprint();
      if (plan.keep()) {
        KeptNodes.find().refuseOtherThan(madeOf);
      }
      Path images = plan.folder().resolve("images");
      archives.fill(images);
      Node node = new Node(image, images, plan.mounts(), plan.keep());
      node.withLabel(LABEL, plan.keep() ? KEPT : "test")
          .withLabel(KeptNodes.MADE_OF, madeOf)
          .withReuse(plan.keep());
      start(node);
      Path kubeconfig = plan.folder().resolve("kubeconfig");
      Files.deleteIfExists(kubeconfig);
      // It is a key to the cluster: for its owner alone.
      Files.createFile(
          kubeconfig,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      String settings = named(node.getKubeConfigYaml());
      Files.writeString(kubeconfig, settings);
      Files.writeString(
          plan.folder().resolve("gateway-url"), onLoopback(node, Node.GATEWAY_PORT) + "\n");
      Files.writeString(plan.folder().resolve("jobs-url"), onLoopback(node, Node.JOBS_PORT) + "\n");
      KubernetesClient client =
          new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(settings)).build();
      return new Cluster(plan, node, !image.ours(), client);
    } catch (ContainerLaunchException failed) {
      throw new ClusterException("the node does not start: " + reason(failed), failed);
    } catch (IllegalStateException noDocker) {
      throw KeptNodes.noDocker(noDocker);
    } catch (IOException refused) {
      throw new ClusterException(
          "%s cannot be written: %s".formatted(plan.folder(), refused.getMessage()), refused);
    }
  }

  /** Puts the platform and the serving layer on it. */
  public void install(Consumer<String> progress) throws ClusterException {
    Layers layers = new Layers(root, kubectl, progress);
    layers.platform();
    layers.serving();
  }

  /** Stops the API server where it is, as on a machine that hangs, until this is closed. */
  public Outage stopApiServer() throws ClusterException {
    node.signalApiServer("STOP");
    return () -> node.signalApiServer("CONT");
  }

  /** Something that does not work until this is closed. */
  public interface Outage extends AutoCloseable {
    @Override
    void close() throws ClusterException;
  }

  /** Puts Argo CD with our settings on it, and nothing else. */
  public void installArgoCd(Consumer<String> progress) throws ClusterException {
    new Layers(root, kubectl, progress).argoCd(registry);
  }

  /** The kubeconfig's path. */
  public Path kubeconfig() {
    return folder.resolve("kubeconfig").toAbsolutePath();
  }

  /** Where the gateway listens, on loopback. */
  public URI gateway() {
    return onLoopback(node, Node.GATEWAY_PORT);
  }

  /** Where jobs are handed in, on loopback. */
  public URI jobs() {
    return onLoopback(node, Node.JOBS_PORT);
  }

  public KubernetesClient client() {
    return client;
  }

  public Kubectl kubectl() {
    return kubectl;
  }

  @Override
  public void close() {
    client.close();
    node.stop();
    for (String file : List.of("kubeconfig", "gateway-url", "jobs-url")) {
      try {
        Files.deleteIfExists(folder.resolve(file));
      } catch (IOException left) {
        System.err.println("left behind: " + left.getMessage());
      }
    }
  }

  /**
   * Testcontainers leaves a container that did not come up where it is. One node after the other:
   * several that start at once on a small machine starve each other of what they wait for.
   */
  private static synchronized void start(Node node) {
    try {
      node.start();
    } catch (ContainerLaunchException failed) {
      node.stop();
      throw failed;
    }
  }

  private static URI onLoopback(Node node, int port) {
    return URI.create("http://127.0.0.1:" + node.getMappedPort(port));
  }

  /** The kubeconfig with a name of its own, so that it can be merged beside others. */
  private static String named(String kubeconfig) throws JsonProcessingException {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    ObjectNode config = (ObjectNode) yaml.readTree(kubeconfig);
    for (String kind : List.of("clusters", "users", "contexts")) {
      for (JsonNode entry : config.withArray(kind)) {
        ((ObjectNode) entry).put("name", NAME);
      }
    }
    for (JsonNode entry : config.withArray("contexts")) {
      ((ObjectNode) entry.get("context")).put("cluster", NAME).put("user", NAME);
    }
    config.put("current-context", NAME);
    return yaml.writeValueAsString(config);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }
}
