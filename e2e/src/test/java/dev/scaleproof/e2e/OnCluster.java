package dev.scaleproof.e2e;

import dev.scaleproof.e2e.cluster.Cluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For test classes that need the cluster with everything on it: their constructor gets a {@link
 * Bench}. One cluster serves all classes of a run and is removed after the last.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnCluster.Extension.class)
@interface OnCluster {

  /** Starts the cluster at the first use. */
  final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Bench.class;
    }

    @Override
    public Bench resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Bench.class, key -> start(), Bench.class);
    }

    private static Bench start() {
      Path root = Bench.root();
      try {
        Cluster cluster =
            Cluster.start(
                Cluster.Plan.whole(
                    root, root.resolve("out/e2e"), System.getenv("K3S"), /* keep= */ false));
        try {
          cluster.install(System.out::println);
          return new Bench(cluster);
        } catch (Exception failed) {
          cluster.close();
          throw failed;
        }
      } catch (Exception failed) {
        throw new IllegalStateException("no cluster to test on: " + failed.getMessage(), failed);
      }
    }
  }
}
