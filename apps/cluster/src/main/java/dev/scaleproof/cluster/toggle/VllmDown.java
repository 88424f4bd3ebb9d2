package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.lease.LeaseWords;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `make vllm-down`. */
@Command(
    name = "vllm-down",
    mixinStandardHelpOptions = true,
    description =
        "Takes raw-vllm to 0 replicas, gives its lease back and waits until its pods have ended their streams and are gone.")
public final class VllmDown extends ToggleCommand {
  @Option(
      names = "--wait",
      defaultValue = "5m",
      converter = Span.class,
      paramLabel = "TIME",
      description = "How long to wait for its pods to go (${DEFAULT-VALUE}); 0: not at all.")
  private Duration patience = Duration.ZERO;

  @Override
  int run(Hands hands) {
    PrintWriter out = hands.out();
    RawVllm rawVllm = hands.rawVllm();
    Workload deployment = rawVllm.deployment();
    // Without KEDA or without the ScaledObject nothing brings a replica back, so that is no reason
    // to keep paying.
    if (rawVllm.findScaledObject().filter(VllmDown::bringsItBack).isPresent()) {
      throw ClusterException.couldNotRun(
          "ScaledObject %s is un-paused, and KEDA would bring the replica back at once: `make keda-demo-down` first"
              .formatted(RawVllm.ID));
    }
    // Nor is it one that there is no lease.
    Optional<GpuLease> held = hands.leases().find().filter(one -> one.getSpec().asked());
    String back =
        held.map(
                one ->
                    " and give back the GpuLease of %s".formatted(LeaseWords.holder(one.getSpec())))
            .orElse("");
    if (deployment.desired() > 0) {
      hands
          .connection()
          .confirm(
              "scale Deployment %s from %d to 0 replicas%s"
                  .formatted(RawVllm.ID, deployment.desired(), back));
      rawVllm.toZero();
      out.println("Deployment %s is scaled to 0.".formatted(RawVllm.ID));
    } else {
      if (held.isPresent()) {
        hands.connection().confirm(back.replaceFirst("^ and ", ""));
      }
      out.println("Deployment %s is at 0 already.".formatted(RawVllm.ID));
    }
    if (held.isPresent()) {
      hands.leases().giveBack();
      out.println("GpuLease %s is given back.".formatted(RawVllm.ID));
    }
    if (patience.isZero()) {
      return 0;
    }
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. It is scaled to 0; its pods go once their streams have ended.",
            () -> hands.waiting().until(patience, () -> gone(rawVllm.pods(deployment))));
    if (!done) {
      throw ClusterException.couldNotRun(
          "scaled to 0, but pods are still there after %s: kubectl -n %s get pods"
              .formatted(Words.duration(patience), RawVllm.NAMESPACE));
    }
    out.println(
        "No pod is left. An autoscaled GPU node goes within minutes; `make status` shows when it is gone.");
    return 0;
  }

  private static boolean bringsItBack(ScaledObject scaledObject) {
    return !scaledObject.pause().paused();
  }

  private static Waiting.Sight gone(List<PodState> pods) {
    return new Waiting.Sight(
        pods.isEmpty(), "%s to go (streams end first)".formatted(Words.count(pods.size(), "pod")));
  }
}
