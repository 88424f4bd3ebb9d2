package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.lease.LeaseWords;
import dev.scaleproof.cluster.lease.Leases;
import dev.scaleproof.lease.GpuPrices;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands on raw-vllm have in common. */
abstract class ToggleCommand implements Callable<Integer> {
  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final PriceFlags prices = new PriceFlags();
  @Spec private CommandSpec spec;

  private final Clock clock = Clock.systemUTC();

  /**
   * What a command works with.
   *
   * @param out for people
   */
  record Hands(
      ClusterConnection connection,
      RawVllm rawVllm,
      Leases leases,
      PriceFlags priceFlags,
      Clock clock,
      PrintWriter out) {
    /** Leases in words, as of now. */
    LeaseWords words() {
      return new LeaseWords(leases.now(clock.instant()), ZoneId.systemDefault());
    }

    /** What GPUs cost; read only where it is asked for, since nobody needs it to stop paying. */
    GpuPrices prices() {
      return priceFlags.table();
    }

    Waiting waiting() {
      return Waiting.onTheClock(out::println);
    }
  }

  @Override
  public final Integer call() {
    return cluster.onCluster(
        connection ->
            run(
                new Hands(
                    connection,
                    new RawVllm(connection),
                    new Leases(connection, RawVllm.NAMESPACE, RawVllm.NAME),
                    prices,
                    clock,
                    spec.commandLine().getOut())));
  }

  /** Does it; returns the exit code. */
  abstract int run(Hands hands);
}
