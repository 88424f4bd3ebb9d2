package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `make vllm-up`. */
@Command(
    name = "vllm-up",
    mixinStandardHelpOptions = true,
    description =
        "Brings one replica of raw-vllm up and waits until it serves. It costs money until vllm-down.")
public final class VllmUp implements Callable<Integer> {
  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final PriceFlags prices = new PriceFlags();

  @Option(
      names = "--wait",
      defaultValue = "20m",
      converter = Span.class,
      paramLabel = "TIME",
      description =
          "How long to wait for it to serve (${DEFAULT-VALUE}; a cold node loads for minutes); 0: not at all.")
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
    ScaledObject scaledObject = rawVllm.scaledObject();
    Workload before = rawVllm.deployment();
    if (!scaledObject.pause().paused()) {
      throw ClusterException.couldNotRun(
          "ScaledObject %s is un-paused, so KEDA owns the replicas and keeps at least %d up (now %d): `make keda-demo-down` first, or let it"
              .formatted(RawVllm.ID, scaledObject.minReplicas(), before.desired()));
    }
    String cost = bill.ofGpus(before.gpusPerReplica()).words();
    if (before.desired() > 0) {
      out.println(
          "Deployment %s is at %s already."
              .formatted(RawVllm.ID, Words.count(before.desired(), "replica")));
    } else {
      connection.confirm("scale Deployment %s to 1 replica: %s".formatted(RawVllm.ID, cost));
      rawVllm.scale(1);
      out.println("Deployment %s is scaled to 1 replica.".formatted(RawVllm.ID));
    }
    out.println("Until `make vllm-down` it costs " + cost);
    bill.remarks().forEach(remark -> out.println("  " + remark));
    if (patience.isZero()) {
      return 0;
    }
    Waiting waiting = Waiting.onTheClock(out::println);
    boolean done =
        LastWords.during(
            out,
            "Stopped waiting. The replica is still asked for and costs; `make status` shows it, `make vllm-down` ends it.",
            () -> waiting.until(patience, () -> serving(rawVllm, rawVllm.deployment())));
    if (!done) {
      throw ClusterException.couldNotRun(
          "no replica serves after %s; it is still asked for and costs: `make doctor` looks for the reason, `make vllm-down` ends it"
              .formatted(Words.duration(patience)));
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
