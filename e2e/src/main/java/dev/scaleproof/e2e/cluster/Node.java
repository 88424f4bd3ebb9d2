package dev.scaleproof.e2e.cluster;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.k3s.K3sContainer;

/** The container that is the cluster's only node. All its ports are published on loopback alone. */
final class Node extends K3sContainer {
  /** Where the gateway's NodePort is, see {@code serving/gateway/service.yaml}. */
  static final int GATEWAY_PORT = 30080;

  /** Where jobs are handed in, see {@code serving/rag/gateway/service.yaml}. */
  static final int JOBS_PORT = 30081;

  private static final String LOOPBACK = "127.0.0.1";

  /** From here K3s, and our node likewise, imports images when it starts. */
  private static final String IMAGES = "/var/lib/rancher/k3s/agent/images";

  private static final Duration START = Duration.ofMinutes(6);

  /**
   * What a node needs of {@code --privileged}. The whole of it is refused on machines that lack
   * CAP_SYS_RESOURCE themselves.
   */
  private static final Capability[] CAPABILITIES = {
    Capability.AUDIT_CONTROL,
    Capability.AUDIT_READ,
    Capability.BLOCK_SUSPEND,
    Capability.DAC_READ_SEARCH,
    Capability.IPC_LOCK,
    Capability.IPC_OWNER,
    Capability.LEASE,
    Capability.LINUX_IMMUTABLE,
    Capability.MAC_ADMIN,
    Capability.MAC_OVERRIDE,
    Capability.NET_ADMIN,
    Capability.NET_BROADCAST,
    Capability.SYS_ADMIN,
    Capability.SYS_BOOT,
    Capability.SYS_MODULE,
    Capability.SYS_NICE,
    Capability.SYS_PACCT,
    Capability.SYS_PTRACE,
    Capability.SYS_RAWIO,
    Capability.SYS_TIME,
    Capability.SYS_TTY_CONFIG,
    Capability.SYSLOG,
    Capability.WAKE_ALARM
  };

  private final String apiServer;

  /**
   * A node that is not started yet.
   *
   * @param images folder of image archives that the node imports
   * @param mounts more folders that the node sees, and where it does
   * @param samePorts whether loopback has the node's own port numbers, or any free ones
   */
  Node(NodeImage image, Path images, Map<Path, String> mounts, boolean samePorts) {
    super(image.name());
    // K3s is all of it in one process.
    apiServer = image.ours() ? "kube-apiserver" : "k3s-server";
    addExposedPorts(GATEWAY_PORT, JOBS_PORT);
    withStartupTimeout(START);
    if (image.ours()) {
      setPrivilegedMode(false);
    } else {
      // Ours is the one that Argo CD would install.
      setCommand("server", "--disable=traefik,metrics-server", "--tls-san=" + getHost());
    }
    Map<Path, String> folders = new HashMap<>(mounts);
    folders.put(images, IMAGES);
    withCreateContainerCmdModifier(command -> settle(command, image.ours(), folders, samePorts));
  }

  /** Sends a signal, as in STOP, to the process that is the API server. */
  void signalApiServer(String signal) throws ClusterException {
    try {
      ExecResult result = execInContainer("pkill", "-" + signal, "-x", apiServer);
      if (result.getExitCode() != 0) {
        throw new ClusterException("the node has no process " + apiServer);
      }
    } catch (IOException refused) {
      throw new ClusterException("the node takes no command: " + refused.getMessage(), refused);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted", stopped);
    }
  }

  private static void settle(
      CreateContainerCmd command, boolean ours, Map<Path, String> folders, boolean samePorts) {
    HostConfig host = command.getHostConfig();
    if (host == null) {
      throw new IllegalStateException("Testcontainers gave no host configuration");
    }
    if (ours) {
      host.withCapAdd(CAPABILITIES)
          .withSecurityOpts(List.of("seccomp=unconfined"))
          .withDeviceCgroupRules(List.of("a *:* rwm"));
    }
    List<Bind> binds = new ArrayList<>(List.of(host.getBinds()));
    folders.forEach(
        (folder, path) ->
            binds.add(
                new Bind(folder.toAbsolutePath().toString(), new Volume(path), AccessMode.ro)));
    host.withBinds(binds);
    Ports ports = new Ports();
    ExposedPort[] exposed = command.getExposedPorts();
    for (ExposedPort port : exposed == null ? new ExposedPort[0] : exposed) {
      boolean same = samePorts && (port.getPort() == GATEWAY_PORT || port.getPort() == JOBS_PORT);
      ports.bind(
          port,
          same
              ? Ports.Binding.bindIpAndPort(LOOPBACK, port.getPort())
              : new Ports.Binding(LOOPBACK, null));
    }
    host.withPortBindings(ports);
  }
}
