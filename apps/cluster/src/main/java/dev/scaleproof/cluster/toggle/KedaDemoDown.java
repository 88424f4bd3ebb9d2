package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.PriceFlags;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** `make keda-demo-down`. */
@Command(
    name = "keda-demo-down",
    mixinStandardHelpOptions = true,
    description =
        "Pauses the ScaledObject raw-vllm again: its HPA goes, its replicas stay as they are.")
public final class KedaDemoDown implements Callable<Integer> {
  @Mixin private final ClusterFlags cluster = new ClusterFlags();
  @Mixin private final PriceFlags prices = new PriceFlags();

  @Option(
      names = "--wait",
      defaultValue = "60s",
      converter = Span.class,
      paramLabel = "TIME",
      description = "How long KEDA may take to remove the HPA (${DEFAULT-VALUE}).")
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
    if (isClearlyPaused(before)) {
      out.println("ScaledObject %s is paused already.".formatted(RawVllm.ID));
    } else {
      connection.confirm(
          "pause ScaledObject %s: KEDA stops scaling it, its replicas stay".formatted(RawVllm.ID));
      rawVllm.pause();
      out.println("ScaledObject %s is paused.".formatted(RawVllm.ID));
    }
    Waiting waiting = Waiting.onTheClock(out::println);
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
    leftUp(out, rawVllm.deployment(), bill);
    return 0;
  }

  private static boolean isClearlyPaused(ScaledObject scaledObject) {
    return scaledObject.pause().keys().equals(List.of(Pause.PAUSED))
        && "true".equals(scaledObject.annotations().get(Pause.PAUSED));
  }

  private static Waiting.Sight gone(Optional<Hpa> hpa, String name) {
    return new Waiting.Sight(hpa.isEmpty(), "KEDA removes the HPA " + name);
  }

  private static void leftUp(PrintWriter out, Workload deployment, GpuBill bill) {
    if (deployment.desired() == 0) {
      out.println("0 replicas: nothing of raw-vllm is up.");
      return;
    }
    out.println(
        "%s stay up until `make vllm-down`: %s"
            .formatted(
                Words.count(deployment.desired(), "replica"),
                bill.ofGpus(deployment.gpusPerReplica() * deployment.desired()).words()));
    bill.remarks().forEach(remark -> out.println("  " + remark));
  }
}
