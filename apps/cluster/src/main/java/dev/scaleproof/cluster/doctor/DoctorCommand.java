package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.read.ClusterReader;
import dev.scaleproof.cluster.read.LookFlags;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.lease.GpuPrices;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `make doctor`. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Looks for everything that keeps the scaling from working, and says what to do. Changes nothing.",
    footer = {"", "Exit code 0: nothing is wrong; 1: there are problems, or it could not look."})
public final class DoctorCommand implements Callable<Integer> {
  /** How findings are written. */
  private enum Output {
    text,
    json
  }

  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final LookFlags look = new LookFlags();
  @Mixin private final PriceFlags price = new PriceFlags();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "For people or for scripts (${DEFAULT-VALUE}).")
  private Output output = Output.text;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    GpuPrices prices = price.table();
    return cluster.onCluster(
        connection -> {
          Snapshot snapshot =
              new ClusterReader(connection)
                  .everything(look.namespaces(), Clock.systemUTC().instant());
          List<Finding> findings = Doctor.examine(snapshot, GpuBill.of(snapshot, prices));
          PrintWriter out = spec.commandLine().getOut();
          if (output == Output.json) {
            out.println(Report.json(findings));
          } else {
            out.println("Cluster " + connection.name());
            out.println();
            Report.text(findings).forEach(out::println);
          }
          return Report.problems(findings) == 0 ? 0 : 1;
        });
  }
}
