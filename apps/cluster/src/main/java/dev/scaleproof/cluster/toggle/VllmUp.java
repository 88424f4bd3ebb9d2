package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.lease.LeaseFlags;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `make vllm-up`. */
@Command(
    name = "vllm-up",
    mixinStandardHelpOptions = true,
    description =
        "Takes a lease, brings one replica of raw-vllm up and waits until it serves. It costs money until vllm-down, or until the lease ends.")
public final class VllmUp extends ToggleCommand {
  @Mixin private final LeaseFlags lease = new LeaseFlags();

  @Option(
      names = "--wait",
      defaultValue = "20m",
      converter = Span.class,
      paramLabel = "TIME",
      description =
          "How long to wait for it to serve (${DEFAULT-VALUE}; a cold node loads for minutes); 0: not at all.")
  private Duration patience = Duration.ZERO;

  @Override
  int run(Hands hands) {
    PrintWriter out = hands.out();
    RawVllm rawVllm = hands.rawVllm();
    ScaledObject scaledObject = rawVllm.scaledObject();
    Workload before = rawVllm.deployment();
    if (!scaledObject.pause().paused()) {
      throw ClusterException.couldNotRun(
          "ScaledObject %s is un-paused, so KEDA owns the replicas and keeps at least %d up (now %d): `make keda-demo-down` first, or let it"
              .formatted(RawVllm.ID, scaledObject.minReplicas(), before.desired()));
    }
    LeaseTaking taking = new LeaseTaking(hands);
    GpuLease taken =
        taking.take(lease, before, 1, "scale Deployment %s to 1 replica".formatted(RawVllm.ID));
    if (before.desired() > 0) {
      out.println(
          "Deployment %s is at %s already."
              .formatted(RawVllm.ID, Words.count(before.desired(), "replica")));
    } else {
      taking.letThrough(() -> rawVllm.scale(1));
      out.println("Deployment %s is scaled to 1 replica.".formatted(RawVllm.ID));
    }
    GpuBill bill = rawVllm.bill(hands.prices());
    String until = hands.words().until(taken.getStatus());
    out.println(
        "It costs %s: until `make vllm-down`, at most %s."
            .formatted(bill.ofGpus(before.gpusPerReplica()).words(), until));
    bill.remarks().forEach(remark -> out.println("  " + remark));
    if (patience.isZero()) {
      return 0;
    }
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. The replica is still asked for and costs, under a lease %s; `make status` shows it, `make vllm-down` ends it."
                .formatted(until),
            () -> hands.waiting().until(patience, () -> serving(rawVllm, rawVllm.deployment())));
    if (!done) {
      throw ClusterException.couldNotRun(
          "no replica serves after %s; it is still asked for and costs, under a lease %s: `make doctor` looks for the reason, `make vllm-down` ends it"
              .formatted(Words.duration(patience), until));
    }
    out.println("It serves.");
    return 0;
  }

  private static Waiting.Sight serving(RawVllm rawVllm, Workload deployment) {
    return new Waiting.Sight(
        deployment.ready() > 0,
        rawVllm.pods(deployment).stream()
            .filter(pod -> !pod.leaving())
            .findFirst()
            .map(VllmUp::words)
            .orElse("no pod yet"));
  }

  private static String words(PodState pod) {
    if (!pod.unschedulable().isEmpty()) {
      return "pod %s waits for a node: %s".formatted(pod.name(), pod.unschedulable());
    }
    if (pod.node().isEmpty()) {
      return "pod %s waits for a node".formatted(pod.name());
    }
    return pod.waiting().isEmpty()
        ? "pod %s loads on node %s".formatted(pod.name(), pod.node())
        : "pod %s on node %s: %s".formatted(pod.name(), pod.node(), pod.waiting());
  }
}
