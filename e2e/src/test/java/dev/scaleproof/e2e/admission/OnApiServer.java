package dev.scaleproof.e2e.admission;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * For test classes that need an API server with our definitions and policies on it: their
 * constructor gets a {@link World}. One serves all classes of a run, one class at a time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock("dev.scaleproof.e2e.admission")
@ExtendWith(OnApiServer.Extension.class)
@interface OnApiServer {

  /** Starts it at the first use. */
  final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnApiServer.class);

    /** Ended with the run. */
    private record Started(ApiServer server, World world) implements AutoCloseable {
      @Override
      public void close() {
        server.close();
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == World.class;
    }

    @Override
    public World resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Started.class, key -> start(), Started.class)
          .world();
    }

    private static Started start() {
      Path root =
          Path.of(Objects.requireNonNull(System.getProperty("scaleproof.root")))
              .toAbsolutePath()
              .normalize();
      try {
        ApiServer server = ApiServer.start(root);
        try {
          return new Started(server, World.on(server.requests(), server.kubeconfig(), root));
        } catch (IOException | GeneralSecurityException | RuntimeException | Error failed) {
          server.close();
          throw failed;
        }
      } catch (IOException | GeneralSecurityException failed) {
        throw new IllegalStateException("no API server to test on: " + failed.getMessage(), failed);
      }
    }
  }
}
