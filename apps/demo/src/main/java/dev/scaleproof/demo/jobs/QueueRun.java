package dev.scaleproof.demo.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.replica.Replica;
import dev.scaleproof.demo.replica.ReplicaSet;
import dev.scaleproof.demo.replica.SparePool;
import dev.scaleproof.demo.run.Autoscaler;
import dev.scaleproof.demo.run.CpuMetrics;
import dev.scaleproof.demo.run.Decisions;
import dev.scaleproof.demo.scrape.MetricsClient;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.QueueDepth;
import dev.scaleproof.report.JobLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Seconds;
import dev.scaleproof.twin.Decision;
import dev.scaleproof.twin.observed.Workload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** One queue under one autoscaler, on the event loop. Belongs to its thread. */
final class QueueRun implements ReplicaSet.Listener {
  /**
   * The HPA syncs at 15 s; jobs that come just after it wait almost a whole period for the next.
   */
  private static final Duration JOBS_COME = Duration.ofSeconds(16);

  /** How often the demo itself looks, for charts and tables. */
  private static final Duration OBSERVATION = Duration.ofMillis(2500);

  /** Real time for an answer of the model server. */
  private static final Duration OBSERVATION_TIMEOUT = Duration.ofSeconds(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a run has.
   *
   * @param queue its queue, which nothing else uses
   * @param startup simulated time from asking for a replica to its joining
   * @param scrapeInterval of Prometheus, in simulated time
   * @param shippedQueue the queue's name in the manifests
   * @param model where the simulated model is
   */
  record Setup(
      EventLoop loop,
      Autoscaler autoscaler,
      Workers workers,
      SparePool pool,
      JobQueues queues,
      String queue,
      String shippedQueue,
      JobBurst burst,
      Duration startup,
      Duration scrapeInterval,
      int cpuRequestMillicores,
      MetricsClient client,
      URI model,
      ToDoubleFunction<Instant> time) {}

  private final Setup setup;
  private final EventLoop loop;
  private final Autoscaler autoscaler;
  private final ReplicaSet replicas;
  private final CpuMetrics cpu = new CpuMetrics();
  private final List<Sample> samples = new ArrayList<>();
  private final Consumer<Sample> each;
  private List<String> ids = List.of();
  private List<JobLine> lines = List.of();
  private QueueDepth depth = new QueueDepth(0, 0, 0, 0);
  private Sample.Decision lastDecision =
      new Sample.Decision(0, Decisions.SYNC, 0, 0, "", "no decision yet", List.of());
  private Duration lastChange = Duration.ZERO;
  private double simulatorLag;
  private boolean drained;

  /**
   * A run that has not begun.
   *
   * @param each hears of every sample as it comes
   */
  QueueRun(Setup setup, Consumer<Sample> each) {
    this.setup = setup;
    this.loop = setup.loop();
    this.autoscaler = setup.autoscaler();
    this.each = each;
    this.replicas =
        new ReplicaSet(
            autoscaler.target(), loop, setup.pool(), setup.startup(), setup.workers(), this);
  }

  /** Puts the first workers in place and plans the run's events; time zero is now. */
  void begin(int initialReplicas) throws Exception {
    replicas.begin(initialReplicas);
    loop.every(Duration.ZERO, CpuMetrics.RESOLUTION, this::readCpu);
    loop.every(Duration.ZERO, OBSERVATION, this::observe);
    loop.every(Duration.ZERO, setup.scrapeInterval(), this::scrape);
    autoscaler.twin().nextEvaluation().ifPresent(time -> loop.at(time, this::evaluate));
    if (autoscaler.paused()) {
      event("the ScaledObject is paused: it makes no decision, replicas stay");
    }
    loop.at(JOBS_COME, this::startBurst);
  }

  private void startBurst() {
    // Only what happens while jobs are on their way distorts their figures.
    loop.forgetLag();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                List<String> handedIn = setup.burst().submit(setup.queues(), setup.queue());
                loop.execute(() -> ids = handedIn);
              } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException trouble) {
                loop.execute(
                    () -> {
                      throw new ChildException(
                          "the jobs could not be handed in: " + trouble.getMessage(), trouble);
                    });
              }
            });
  }

  private void readCpu() {
    cpu.read(loop.now(), replicas.serving());
    add(new Sample.PodCpu(Seconds.of(loop.now()), cpu.millicores()));
  }

  /** What Prometheus would take from the front door, which reads the same two numbers. */
  private void scrape() {
    QueueDepth now = setup.queues().depth(setup.queue());
    autoscaler
        .store()
        .scrape(
            Map.of(
                "namespace", autoscaler.namespace(), "job", "rag-gateway", "pod", "rag-gateway-1"),
            loop.now(),
            "agent_queue_depth{queue=\"%1$s\"} %2$d\nagent_inflight{queue=\"%1$s\"} %3$d\n"
                .formatted(setup.shippedQueue(), now.waiting(), now.inflight()));
  }

  private void evaluate() throws ChildException, IOException {
    Duration now = loop.now();
    Workload workload =
        Workload.of(
            replicas.wanted(),
            replicas.present().stream()
                .map(replica -> cpu.pod(replica, setup.cpuRequestMillicores()))
                .toList());
    Decision decision = autoscaler.twin().evaluate(now, workload, autoscaler.metrics());
    Sample.Decision sample = Decisions.sample(decision);
    if (sample.rescales() || sample.by().equals(Decisions.SYNC)) {
      lastDecision = sample;
    }
    add(sample);
    if (decision.rescales()) {
      lastChange = now;
      replicas.scaleTo(decision.desiredReplicas());
      note();
    }
    autoscaler.twin().nextEvaluation().ifPresent(time -> loop.at(time, this::evaluate));
  }

  private void observe() {
    depth = setup.queues().depth(setup.queue());
    note();
    var _ =
        setup
            .client()
            .get(setup.model(), "/sim/status", OBSERVATION_TIMEOUT)
            .thenAccept(
                text ->
                    loop.execute(
                        () ->
                            simulatorLag =
                                Math.max(
                                    simulatorLag,
                                    JSON.readTree(text).path("lagSeconds").asDouble())));
    if (!drained && !ids.isEmpty() && depth.waiting() + depth.inflight() + depth.retrying() == 0) {
      drained = true;
      lastChange = loop.now();
      lines = JobBurst.lines(setup.queues(), ids, setup.time());
    }
    endIfSettled();
  }

  /** Writes down where everything is now. */
  private void note() {
    double now = Seconds.of(loop.now());
    add(new Sample.Queue(now, (int) depth.waiting(), (int) depth.inflight()));
    List<Sample.PodState> pods = new ArrayList<>();
    for (Replica replica : replicas.all()) {
      pods.add(
          new Sample.PodState(replica.name(), replica.serving(), 0, 0, Seconds.of(replica.cpu())));
    }
    add(new Sample.Observation(now, replicas.wanted(), pods));
  }

  private void add(Sample sample) {
    samples.add(sample);
    each.accept(sample);
  }

  /** The end: the queue is empty and the replicas are back, or nothing more is to be expected. */
  private void endIfSettled() {
    if (!drained) {
      return;
    }
    boolean back =
        replicas.wanted() <= autoscaler.minReplicas() && replicas.all().size() == replicas.wanted();
    Duration quiet = loop.now().minus(lastChange);
    if (back || autoscaler.paused() || quiet.compareTo(autoscaler.settleTime()) > 0) {
      if (!back && !autoscaler.paused()) {
        event(
            "ends with %d replicas: no change for %.0f s"
                .formatted(replicas.wanted(), Seconds.of(quiet)));
      }
      loop.stop();
    }
  }

  @Override
  public void joined(Replica replica) {
    // The next observation shows it: to look at twenty processes for each of twenty would delay
    // them.
  }

  @Override
  public void left(Replica replica) {
    // The next observation shows it.
  }

  @Override
  public void event(String text) {
    add(new Sample.Event(Seconds.of(loop.now()), text));
  }

  @Override
  public boolean mayGrow() {
    return !drained;
  }

  /** At once: the kubelet asks it to end, and the worker itself finishes what it has. */
  @Override
  public void whenIdle(Replica replica, EventLoop.Task idle, EventLoop.Task busy) {
    loop.execute(idle);
  }

  List<Sample> samples() {
    return samples;
  }

  /** Every job, once the queue is drained. */
  List<JobLine> lines() {
    return lines;
  }

  /** How far the model's engine fell behind at most, in simulated seconds. */
  double simulatorLag() {
    return simulatorLag;
  }

  /** The longest time that a replica joined late. */
  Duration lateness() {
    return replicas.lateness();
  }

  /** Where the run stands. */
  QueueStatus status() {
    long left = depth.waiting() + depth.inflight() + depth.retrying() + depth.dead();
    return new QueueStatus(
        autoscaler.name(),
        replicas.serving().size(),
        replicas.wanted(),
        (int) depth.waiting(),
        (int) depth.inflight(),
        ids.isEmpty() ? 0 : (int) (setup.burst().jobs() - left),
        setup.burst().jobs(),
        lastDecision);
  }
}
