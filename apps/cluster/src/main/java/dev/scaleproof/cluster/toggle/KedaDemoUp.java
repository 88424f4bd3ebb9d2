package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Targets;
import dev.scaleproof.cluster.wording.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `make keda-demo-up`. */
@Command(
    name = "keda-demo-up",
    mixinStandardHelpOptions = true,
    description =
        "Un-pauses the ScaledObject raw-vllm: from then on KEDA owns its replicas and keeps at least minReplicaCount up.")
public final class KedaDemoUp implements Callable<Integer> {
  /** Two syncs of the HPA, so that it has asked for its metrics at least once. */
  private static final Duration FIRST_VALUES = Duration.ofSeconds(30);

  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final PriceFlags prices = new PriceFlags();

  @Option(
      names = "--wait",
      defaultValue = "60s",
      converter = Span.class,
      paramLabel = "TIME",
      description = "How long KEDA may take to make the HPA (${DEFAULT-VALUE}).")
  private Duration patience = Duration.ZERO;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var table = prices.table();
    return cluster.onCluster(
        connection -> {
          RawVllm rawVllm = new RawVllm(connection);
          return run(connection, rawVllm, rawVllm.bill(table));
        });
  }

  private int run(ClusterConnection connection, RawVllm rawVllm, GpuBill bill) {
    PrintWriter out = spec.commandLine().getOut();
    ScaledObject before = rawVllm.scaledObject();
    Workload deployment = rawVllm.deployment();
    String cost = cost(before, deployment, bill);
    if (before.pause().keys().isEmpty() && rawVllm.hpa(before.hpaName()).isPresent()) {
      out.println("ScaledObject %s is un-paused already.".formatted(RawVllm.ID));
    } else {
      connection.confirm("un-pause ScaledObject %s: %s".formatted(RawVllm.ID, cost));
      rawVllm.unpause();
      out.println("ScaledObject %s is un-paused.".formatted(RawVllm.ID));
    }
    Waiting waiting = Waiting.onTheClock(out::println);
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. It stays un-paused; `make keda-demo-down` pauses it again.",
            () ->
                waiting.until(
                    patience,
                    () ->
                        Waiting.sight(
                            rawVllm.hpa(before.hpaName()),
                            "KEDA makes the HPA " + before.hpaName())));
    if (!done) {
      throw ClusterException.couldNotRun(
          "KEDA made no HPA %s in %s (%s); it is un-paused all the same: `make doctor` looks for the reason, `make keda-demo-down` pauses it again"
              .formatted(before.hpaName(), Words.duration(patience), reason(rawVllm)));
    }
    waiting.until(FIRST_VALUES, () -> firstValues(rawVllm.hpa(before.hpaName())));
    report(out, rawVllm.hpa(before.hpaName()));
    out.println();
    out.println("This costs money: " + cost);
    bill.remarks().forEach(remark -> out.println("  " + remark));
    out.println("End it with `make keda-demo-down`, and the replica with `make vllm-down`.");
    return 0;
  }

  private static String cost(ScaledObject scaledObject, Workload deployment, GpuBill bill) {
    int gpus = deployment.gpusPerReplica();
    return "KEDA keeps at least %s up, %s; at most %s, %s"
        .formatted(
            Words.count(scaledObject.minReplicas(), "replica"),
            bill.ofGpus(gpus * scaledObject.minReplicas()).words(),
            Integer.toString(scaledObject.maxReplicas()),
            bill.ofGpus(gpus * scaledObject.maxReplicas()).words());
  }

  private static Waiting.Sight firstValues(Optional<Hpa> hpa) {
    boolean known =
        hpa.filter(one -> one.metrics().stream().allMatch(metric -> metric.current().isPresent()))
            .isPresent();
    return new Waiting.Sight(known, "the HPA asks for its metrics (every 15 s)");
  }

  private static void report(PrintWriter out, Optional<Hpa> hpa) {
    hpa.ifPresent(
        one -> {
          out.println("HPA %s: %s".formatted(one.id(), Targets.words(one)));
          if (one.metrics().stream().anyMatch(metric -> metric.current().isEmpty())) {
            out.println(
                "  <unknown> until the first replica is ready and scraped; if it stays, `make doctor` says why");
          }
        });
  }

  private static String reason(RawVllm rawVllm) {
    return rawVllm
        .findScaledObject()
        .flatMap(one -> one.condition("Ready"))
        .filter(ready -> !ready.holds())
        .map(Condition::message)
        .orElse("its status does not say why");
  }
}
