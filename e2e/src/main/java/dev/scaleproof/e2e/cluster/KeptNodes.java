package dev.scaleproof.e2e.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/** The nodes that outlive the program that started them, found again by their label. */
final class KeptNodes {
  /** What a node was made of. */
  static final String MADE_OF = "dev.scaleproof.made-of";

  private final DockerClient docker;

  private KeptNodes(DockerClient docker) {
    this.docker = docker;
  }

  static KeptNodes find() throws ClusterException {
    try {
      return new KeptNodes(DockerClientFactory.instance().client());
    } catch (IllegalStateException none) {
      throw noDocker(none);
    }
  }

  /** Testcontainers' own way to say that it found no daemon. */
  static ClusterException noDocker(IllegalStateException none) {
    return new ClusterException(
        "no Docker daemon answers: 'make testbed' installs and starts one on Debian", none);
  }

  /** A node imports its images once, when it starts: one made of others would go on with those. */
  void refuseOtherThan(String madeOf) throws ClusterException {
    for (Container node : list(false)) {
      if (!madeOf.equals(node.getLabels().get(MADE_OF))) {
        throw new ClusterException(
            "the cluster that is up was made of other images: 'make cluster-down' first");
      }
    }
  }

  /** Removes them all; says whether there was one. */
  boolean remove() {
    List<Container> nodes = list(true);
    for (Container node : nodes) {
      docker.removeContainerCmd(node.getId()).withForce(true).withRemoveVolumes(true).exec();
    }
    return !nodes.isEmpty();
  }

  private List<Container> list(boolean stoppedToo) {
    return docker
        .listContainersCmd()
        .withShowAll(stoppedToo)
        .withLabelFilter(Map.of(Cluster.LABEL, Cluster.KEPT))
        .exec();
  }
}
