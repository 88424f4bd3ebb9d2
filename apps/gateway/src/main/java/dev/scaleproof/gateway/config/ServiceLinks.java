package dev.scaleproof.gateway.config;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Beside a Service called {@code gateway} Kubernetes sets {@code GATEWAY_PORT} to an address,
 * {@code tcp://…}, in every pod of the namespace: that is no port to listen on, so the default
 * holds.
 */
final class ServiceLinks implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec flag) {
    return of(flag.paramLabel(), System.getenv("GATEWAY_PORT"));
  }

  static @Nullable String of(String label, @Nullable String fromEnvironment) {
    boolean link = fromEnvironment != null && fromEnvironment.startsWith("tcp://");
    return link && label.equals(GatewayCommand.PORT) ? GatewayCommand.DEFAULT_PORT : null;
  }
}
