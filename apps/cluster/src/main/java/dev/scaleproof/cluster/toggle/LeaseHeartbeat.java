package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.lease.LeaseSpan;
import dev.scaleproof.cluster.lease.Leases;
import dev.scaleproof.lease.GpuLease;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `make lease-heartbeat`. */
@Command(
    name = "lease-heartbeat",
    mixinStandardHelpOptions = true,
    description =
        "Says that the lease is still needed, where it asks for that (vllm-up --heartbeat 10m).")
public final class LeaseHeartbeat extends ToggleCommand {
  @Option(
      names = "--every",
      converter = LeaseSpan.class,
      paramLabel = "TIME",
      description = "Goes on, until Ctrl-C or the lease's end; at most half of its heartbeat.")
  private @Nullable Duration every;

  @Override
  int run(Hands hands) {
    Leases leases = hands.leases();
    GpuLease lease = leases.get();
    if (!lease.getSpec().asked()) {
      throw ClusterException.couldNotRun(
          "nobody holds GpuLease %s: `make vllm-up ARGS=\"--heartbeat 10m\"` takes it"
              .formatted(leases.id()));
    }
    if (lease.getSpec().heartbeat() == null) {
      throw ClusterException.couldNotRun(
          "GpuLease %s asks for no heartbeat: it ends %s"
              .formatted(leases.id(), hands.words().until(lease.getStatus())));
    }
    beat(hands);
    Duration pause = every;
    if (pause == null) {
      return 0;
    }
    LastWords.during(
        hands.out(),
        "Stopped. The lease ends once its heartbeat is older than %s."
            .formatted(lease.getSpec().heartbeat()),
        () -> goOn(hands, pause));
    hands.out().println("The lease is over.");
    return 0;
  }

  private static boolean goOn(Hands hands, Duration pause) {
    try {
      while (true) {
        Thread.sleep(pause);
        if (!hands.leases().get().getSpec().asked()) {
          return true;
        }
        beat(hands);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void beat(Hands hands) {
    var words = hands.words();
    hands.leases().beat(words.now().truncatedTo(ChronoUnit.SECONDS));
    hands
        .out()
        .println(
            "Heartbeat of GpuLease %s at %s."
                .formatted(hands.leases().id(), words.time(words.now())));
    hands.out().flush();
  }
}
