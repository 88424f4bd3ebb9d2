package dev.scaleproof.cluster.spend;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.read.PrometheusService;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `make cost-report`. */
@Command(
    name = "cost-report",
    mixinStandardHelpOptions = true,
    description = "Who spent how much on GPUs and what for, and how much of that time nothing ran.")
public final class CostReportCommand implements Callable<Integer> {
  /** How it is written. */
  private enum Output {
    text,
    json
  }

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = "--since",
      defaultValue = "7d",
      paramLabel = "TIME",
      description = "How far back, as in 12h, 7d or 4w (${DEFAULT-VALUE}); SINCE of make.")
  private String since = "";

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "For people or for scripts (${DEFAULT-VALUE}).")
  private Output output = Output.text;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!since.matches("[1-9][0-9]{0,3}[mhdw]")) {
      throw ClusterException.wrongInput(
          "'%s' is no time to look back, use 12h, 7d or 4w (SINCE=7d)".formatted(since));
    }
    return cluster.onCluster(this::show);
  }

  private int show(ClusterConnection connection) {
    PrintWriter out = spec.commandLine().getOut();
    SpendReport report = report(connection, new Queries(since));
    if (output == Output.json) {
      out.println(report.json());
    } else {
      report.text().forEach(out::println);
    }
    return 0;
  }

  private SpendReport report(ClusterConnection connection, Queries queries) {
    PrometheusService prometheus = new PrometheusService(connection);
    try {
      if (prometheus.ask(queries.known()).isEmpty()) {
        throw ClusterException.couldNotRun(
            "Prometheus has nothing of the cost guard in the last %s: is it installed and scraped (`make doctor`)?"
                .formatted(since));
      }
      return SpendReport.of(
          since,
          prometheus.ask(queries.spentUsd()),
          prometheus.ask(queries.gpuSeconds()),
          prometheus.ask(queries.leased()),
          prometheus.ask(queries.idle()));
    } catch (IOException failed) {
      throw ClusterException.couldNotRun(
          "no Prometheus answers at monitoring/prometheus-operated:9090 of %s (%s): `make doctor` looks for the reason"
              .formatted(
                  connection.name(),
                  String.valueOf(failed.getMessage()).replaceAll("\\s*\\R\\s*", " ")));
    }
  }
}
