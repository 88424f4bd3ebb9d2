package dev.scaleproof.cluster.status;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.read.ClusterReader;
import dev.scaleproof.cluster.read.LookFlags;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.lease.GpuPrices;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `make status`. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "One screen: what is paused, replicas, HPA targets, leases, GPU pods, and what it costs now.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final LookFlags look = new LookFlags();
  @Mixin private final PriceFlags price = new PriceFlags();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    GpuPrices prices = price.table();
    return cluster.onCluster(connection -> show(connection, prices));
  }

  private int show(ClusterConnection connection, GpuPrices prices) {
    Snapshot snapshot =
        new ClusterReader(connection).scalers(look.namespaces(), Clock.systemUTC().instant());
    if (!snapshot.keda().installed()) {
      throw ClusterException.couldNotRun(
          connection.name()
              + " has no KEDA (no keda.sh/v1alpha1): `make doctor` says what is missing");
    }
    if (snapshot.scaledObjects().isEmpty()) {
      throw ClusterException.couldNotRun(
          "there is no ScaledObject in %s of %s: is it the right context?"
              .formatted(String.join(", ", snapshot.namespaces()), connection.name()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Cluster " + connection.name());
    out.println();
    new StatusTable(snapshot, GpuBill.of(snapshot, prices), ZoneId.systemDefault())
        .lines()
        .forEach(out::println);
    return 0;
  }
}
