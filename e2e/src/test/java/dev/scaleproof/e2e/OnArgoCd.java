package dev.scaleproof.e2e;

import dev.scaleproof.e2e.cluster.Cluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For test classes that need an empty cluster with Argo CD, and a fork of this repository that it
 * can reach: their constructor gets a {@link Delivery}. One cluster serves all classes of a run and
 * is removed after the last.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnArgoCd.Extension.class)
@interface OnArgoCd {

  /** Starts the cluster at the first use. */
  final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnArgoCd.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Delivery.class;
    }

    @Override
    public Delivery resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Delivery.class, key -> start(), Delivery.class);
    }

    private static Delivery start() {
      Path root = Bench.root();
      Path folder = root.resolve("out/e2e-gitops");
      try {
        Fork fork = Fork.of(root, folder.resolve("fork"));
        Cluster cluster =
            Cluster.start(
                Cluster.Plan.gitOps(
                    root,
                    folder,
                    System.getenv("K3S"),
                    Map.of(fork.served(), Delivery.REPOSITORIES)));
        try {
          cluster.installArgoCd(System.out::println);
          Delivery delivery = new Delivery(new Bench(cluster), new Argo(cluster), fork);
          delivery.serveFork();
          return delivery;
        } catch (Exception failed) {
          cluster.close();
          throw failed;
        }
      } catch (Exception failed) {
        throw new IllegalStateException("no Argo CD to test on: " + failed.getMessage(), failed);
      }
    }
  }
}
