package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.lease.LeaseFlags;
import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Targets;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `make keda-demo-up`. */
@Command(
    name = "keda-demo-up",
    mixinStandardHelpOptions = true,
    description =
        "Takes a lease and un-pauses the ScaledObject raw-vllm: from then on KEDA owns its replicas and keeps at least minReplicaCount up.")
public final class KedaDemoUp extends ToggleCommand {
  /** Two syncs of the HPA, so that it has asked for its metrics at least once. */
  private static final Duration FIRST_VALUES = Duration.ofSeconds(30);

  @Mixin private final LeaseFlags lease = new LeaseFlags();

  @Option(
      names = "--wait",
      defaultValue = "60s",
      converter = Span.class,
      paramLabel = "TIME",
      description = "How long KEDA may take to make the HPA (${DEFAULT-VALUE}).")
  private Duration patience = Duration.ZERO;

  @Override
  int run(Hands hands) {
    PrintWriter out = hands.out();
    RawVllm rawVllm = hands.rawVllm();
    ScaledObject before = rawVllm.scaledObject();
    Workload deployment = rawVllm.deployment();
    GpuBill bill = rawVllm.bill(hands.prices());
    String cost = cost(before, deployment, bill);
    LeaseTaking taking = new LeaseTaking(hands);
    GpuLease taken =
        taking.take(
            lease,
            deployment,
            before.maxReplicas(),
            "un-pause ScaledObject %s: %s".formatted(RawVllm.ID, cost));
    String until = hands.words().until(taken.getStatus());
    if (before.pause().keys().isEmpty() && rawVllm.hpa(before.hpaName()).isPresent()) {
      out.println("ScaledObject %s is un-paused already.".formatted(RawVllm.ID));
    } else {
      taking.letThrough(rawVllm::unpause);
      out.println("ScaledObject %s is un-paused.".formatted(RawVllm.ID));
    }
    Waiting waiting = hands.waiting();
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. It stays un-paused, under a lease %s; `make keda-demo-down` pauses it again."
                .formatted(until),
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
    out.println(
        "It ends with its lease, %s. Before that: `make keda-demo-down`, and `make vllm-down` for the replica."
            .formatted(until));
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
