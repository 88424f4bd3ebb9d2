package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuPrices;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `make keda-demo-down`. */
@Command(
    name = "keda-demo-down",
    mixinStandardHelpOptions = true,
    description =
        "Pauses the ScaledObject raw-vllm again: its HPA goes, its replicas stay as they are.")
public final class KedaDemoDown extends ToggleCommand {
  @Option(
      names = "--wait",
      defaultValue = "60s",
      converter = Span.class,
      paramLabel = "TIME",
      description = "How long KEDA may take to remove the HPA (${DEFAULT-VALUE}).")
  private Duration patience = Duration.ZERO;

  @Override
  int run(Hands hands) {
    PrintWriter out = hands.out();
    RawVllm rawVllm = hands.rawVllm();
    GpuPrices prices = hands.prices();
    ScaledObject before = rawVllm.scaledObject();
    if (isClearlyPaused(before)) {
      out.println("ScaledObject %s is paused already.".formatted(RawVllm.ID));
    } else {
      hands
          .connection()
          .confirm(
              "pause ScaledObject %s: KEDA stops scaling it, its replicas stay"
                  .formatted(RawVllm.ID));
      rawVllm.pause();
      out.println("ScaledObject %s is paused.".formatted(RawVllm.ID));
    }
    Waiting waiting = hands.waiting();
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. It is paused; `make status` shows whether its HPA is gone.",
            () ->
                waiting.until(
                    patience, () -> gone(rawVllm.hpa(before.hpaName()), before.hpaName())));
    if (!done) {
      throw ClusterException.couldNotRun(
          "it is paused, but its HPA %s is still there after %s, and goes on scaling: is KEDA's operator down (`make doctor`)? At once: kubectl -n %s delete hpa %s"
              .formatted(
                  before.hpaName(), Words.duration(patience), RawVllm.NAMESPACE, before.hpaName()));
    }
    out.println("HPA %s is gone.".formatted(before.hpaName()));
    leftUp(hands, prices, rawVllm.deployment());
    return 0;
  }

  private static boolean isClearlyPaused(ScaledObject scaledObject) {
    return scaledObject.pause().keys().equals(List.of(Pause.PAUSED))
        && "true".equals(scaledObject.annotations().get(Pause.PAUSED));
  }

  private static Waiting.Sight gone(Optional<Hpa> hpa, String name) {
    return new Waiting.Sight(hpa.isEmpty(), "KEDA removes the HPA " + name);
  }

  /** The lease stays for as long as there is something that needs it. */
  private static void leftUp(Hands hands, GpuPrices prices, Workload deployment) {
    PrintWriter out = hands.out();
    Optional<GpuLease> held = hands.leases().find().filter(one -> one.getSpec().asked());
    if (deployment.desired() == 0) {
      out.println("0 replicas: nothing of raw-vllm is up.");
      if (held.isPresent()) {
        hands.leases().giveBack();
        out.println("GpuLease %s is given back.".formatted(RawVllm.ID));
      }
      return;
    }
    GpuBill bill = hands.rawVllm().bill(prices);
    out.println(
        "%s stay up until `make vllm-down`%s: %s"
            .formatted(
                Words.count(deployment.desired(), "replica"),
                held.map(one -> ", at most " + hands.words().until(one.getStatus())).orElse(""),
                bill.ofGpus(deployment.gpusPerReplica() * deployment.desired()).words()));
    bill.remarks().forEach(remark -> out.println("  " + remark));
  }
}
