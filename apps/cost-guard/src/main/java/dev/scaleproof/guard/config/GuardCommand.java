package dev.scaleproof.guard.config;

import dev.scaleproof.lease.GpuPrices;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The flags of the program. Each can also be given as an environment variable, {@code GUARD_…}; a
 * flag wins.
 */
@Command(
    name = "cost-guard",
    mixinStandardHelpOptions = true,
    version = "scaleproof cost-guard 0.1.0",
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Ends GPU leases when their time, budget, window or heartbeat is over, and GPUs that nobody leased.",
      "Runs until it is told to stop; `sweep` looks once, acts, and ends with 0, or 1 if something failed."
    },
    footer = {
      "",
      "Each flag is also an environment variable: --namespaces is GUARD_NAMESPACES. A flag wins."
    })
public final class GuardCommand {
  private static final String SWEEP = "sweep";
  private static final int LAST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      defaultValue = "",
      paramLabel = SWEEP,
      description = "Look and act once, as the CronJob does.")
  private String what = "";

  @Option(
      names = "--host",
      defaultValue = "${env:GUARD_HOST:-127.0.0.1}",
      description = "Address to listen on (${DEFAULT-VALUE}); 0.0.0.0 for every interface.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:GUARD_PORT:-8082}",
      paramLabel = "PORT",
      description = "Port of /metrics and /health (${DEFAULT-VALUE}); 0 for any free one.")
  private int port;

  @Option(
      names = "--prices",
      defaultValue = "${env:GUARD_PRICES:-platform/cost-guard/gpu-prices.yaml}",
      paramLabel = "FILE",
      description = "What GPUs cost (${DEFAULT-VALUE}).")
  private Path prices = Path.of("");

  @Option(
      names = "--namespaces",
      split = ",",
      defaultValue = "${env:GUARD_NAMESPACES:-serving}",
      paramLabel = "NAME",
      description = "Namespaces to look at (${DEFAULT-VALUE}), as in serving,research; * for all.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--identity",
      defaultValue = "${env:GUARD_IDENTITY:-${env:HOSTNAME:-cost-guard}}",
      paramLabel = "NAME",
      description = "Its name among several guards (${DEFAULT-VALUE}); one of them leads.")
  private String identity = "";

  @Option(
      names = "--leader-namespace",
      defaultValue = "${env:GUARD_LEADER_NAMESPACE:-cost-guard}",
      paramLabel = "NAME",
      description = "Where the Lease `cost-guard` says who leads (${DEFAULT-VALUE}).")
  private String leaderNamespace = "";

  @Option(
      names = "--api-server",
      defaultValue = "${env:GUARD_API_SERVER:-}",
      paramLabel = "URL",
      description =
          "Its address without credentials, as of `kubectl proxy`. Without it: the cluster that this runs in, or the"
              + " current kube context.")
  private String apiServer = "";

  /** Whether it is to look once only. */
  public boolean sweep() {
    if (!what.isEmpty() && !what.equals(SWEEP)) {
      throw wrong("'%s' is no command, use `sweep` or none".formatted(what));
    }
    return what.equals(SWEEP);
  }

  /**
   * The settings that the flags say.
   *
   * @throws ParameterException with a message that names the flag
   */
  public Settings settings() {
    if (port < 0 || port > LAST_PORT) {
      throw wrong("--port: %d is no port, use 0 to %d".formatted(port, LAST_PORT));
    }
    if (namespaces.stream().anyMatch(String::isBlank)) {
      throw wrong("--namespaces: one has no name, use serving,research or * for all");
    }
    try {
      return new Settings(
          host,
          port,
          GpuPrices.read(prices),
          namespaces.contains("*") ? List.of() : List.copyOf(namespaces),
          identity,
          leaderNamespace,
          apiServer);
    } catch (IllegalArgumentException refused) {
      throw wrong("--prices: " + refused.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
