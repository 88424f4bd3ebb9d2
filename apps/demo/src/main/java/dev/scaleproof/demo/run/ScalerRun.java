package dev.scaleproof.demo.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.replica.PoolsFile;
import dev.scaleproof.demo.replica.Replica;
import dev.scaleproof.demo.replica.ReplicaSet;
import dev.scaleproof.demo.replica.SparePool;
import dev.scaleproof.demo.scrape.Exposition;
import dev.scaleproof.demo.scrape.MetricsClient;
import dev.scaleproof.demo.scrape.Prometheus;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Seconds;
import dev.scaleproof.twin.Decision;
import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Workload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One burst under one autoscaler: its own gateway, replicas, Prometheus and decisions. Runs on the
 * event loop, beside others.
 */
public final class ScalerRun implements ReplicaSet.Listener {
  /** A replica is there this long before the burst, so that there is something to compare with. */
  private static final Duration LEAD_IN = Duration.ofSeconds(15);

  /** How often the demo itself looks at its replicas, for charts and tables. */
  private static final Duration OBSERVATION = Duration.ofSeconds(5);

  /** Real time for an answer to that. */
  private static final Duration OBSERVATION_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration RECENT = Duration.ofSeconds(30);
  private static final String RUNNING = "vllm:num_requests_running";
  private static final String WAITING = "vllm:num_requests_waiting";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What all runs share.
   *
   * @param startup simulated time from asking for a replica to its joining
   * @param scrapeInterval of Prometheus, in simulated time
   * @param cpuRequestMillicores that CPU targets are a percentage of
   */
  public record Common(
      EventLoop loop,
      SparePool pool,
      MetricsClient client,
      Duration startup,
      Duration scrapeInterval,
      int cpuRequestMillicores,
      Burst burst) {}

  private final Common common;
  private final EventLoop loop;
  private final Autoscaler autoscaler;
  private final URI gateway;
  private final ReplicaSet replicas;
  private final Prometheus prometheus;
  private final Journal journal;
  private final CpuMetrics cpu = new CpuMetrics();
  private final Runnable finished;
  private Burst.@Nullable Running burst;
  private Duration lastChange = Duration.ZERO;
  private double simulatorLag;
  private boolean done;

  /**
   * A run that has not begun.
   *
   * @param gateway where its requests go
   * @param file the gateway's file of replicas
   * @param each hears of every sample as it comes
   * @param finished called once, when nothing more will happen
   */
  public ScalerRun(
      Common common,
      Autoscaler autoscaler,
      URI gateway,
      PoolsFile file,
      Consumer<Sample> each,
      Runnable finished) {
    this.common = common;
    this.loop = common.loop();
    this.autoscaler = autoscaler;
    this.gateway = gateway;
    this.finished = finished;
    this.journal = new Journal(each);
    this.replicas =
        new ReplicaSet(autoscaler.target(), loop, common.pool(), common.startup(), file, this);
    this.prometheus =
        new Prometheus(
            loop,
            common.client(),
            autoscaler.store(),
            common.scrapeInterval(),
            Map.of("namespace", autoscaler.namespace(), "job", autoscaler.target()),
            this::scraped);
  }

  /** Puts the first replicas in place and plans the run's events; time zero is now. */
  public void begin(int initialReplicas) throws Exception {
    replicas.begin(initialReplicas);
    // Prometheus has known them for a while, and the first poll looks at once.
    for (Replica replica : replicas.serving()) {
      prometheus.scraped(
          replica.name(),
          common.client().get(replica.uri(), "/metrics", OBSERVATION_TIMEOUT).get());
    }
    loop.every(Duration.ZERO, CpuMetrics.RESOLUTION, this::readCpu);
    loop.every(Duration.ZERO, OBSERVATION, this::observe);
    autoscaler.twin().nextEvaluation().ifPresent(this::evaluateAt);
    if (autoscaler.paused()) {
      event("the ScaledObject is paused: it makes no decision, replicas stay");
    }
    loop.at(LEAD_IN, this::startBurst);
  }

  private void startBurst() {
    // Only what happens while requests are on their way distorts their figures.
    loop.forgetLag();
    burst =
        common
            .burst()
            .start(
                gateway,
                autoscaler.name(),
                loop.clock(),
                line -> loop.execute(() -> requestEnded(line)));
  }

  private void requestEnded(RequestLine line) {
    journal.add(line);
    if (burstOver()) {
      lastChange = latest(lastChange, loop.now());
    }
  }

  private boolean burstOver() {
    return journal.requests().size() >= common.burst().requests();
  }

  private static Duration latest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void readCpu() {
    if (!done) {
      cpu.read(loop.now(), replicas.serving());
      journal.add(new Sample.PodCpu(Seconds.of(loop.now()), cpu.millicores()));
    }
  }

  private void evaluateAt(Duration time) {
    loop.at(time, this::evaluate);
  }

  private void evaluate() throws ChildException, IOException {
    if (done) {
      return;
    }
    Duration now = loop.now();
    Decision decision = autoscaler.twin().evaluate(now, workload(), autoscaler.metrics());
    journal.add(Decisions.sample(decision));
    if (decision.rescales()) {
      lastChange = now;
      replicas.scaleTo(decision.desiredReplicas());
      note();
    }
    Optional<Duration> next = autoscaler.twin().nextEvaluation();
    next.ifPresent(this::evaluateAt);
  }

  private Workload workload() {
    List<Pod> pods =
        replicas.present().stream()
            .map(replica -> cpu.pod(replica, common.cpuRequestMillicores()))
            .toList();
    return Workload.of(replicas.wanted(), pods);
  }

  /** Reads every replica's metrics and, when all have answered, notes one observation. */
  private void observe() {
    if (done) {
      return;
    }
    List<Replica> processes =
        replicas.all().stream().filter(r -> r.state() != Replica.State.STARTING).toList();
    int[] outstanding = {processes.size()};
    Runnable answered =
        () -> {
          outstanding[0]--;
          if (outstanding[0] == 0) {
            note();
            endIfSettled();
          }
        };
    for (Replica replica : processes) {
      var _ =
          common
              .client()
              .get(replica.uri(), "/metrics", OBSERVATION_TIMEOUT)
              .whenComplete(
                  (text, failure) ->
                      loop.execute(
                          () -> {
                            if (text != null) {
                              replica.observed(count(text, RUNNING), count(text, WAITING));
                            }
                            answered.run();
                          }));
      readLag(replica);
    }
    if (processes.isEmpty()) {
      note();
      endIfSettled();
    }
  }

  private void readLag(Replica replica) {
    var _ =
        common
            .client()
            .get(replica.uri(), "/sim/status", OBSERVATION_TIMEOUT)
            .thenAccept(
                text ->
                    loop.execute(() -> simulatorLag = Math.max(simulatorLag, lagSeconds(text))));
  }

  private static double lagSeconds(String status) throws JsonProcessingException {
    return JSON.readTree(status).path("lagSeconds").asDouble();
  }

  private static int count(String text, String metric) {
    return (int) Math.round(Exposition.sum(text, metric));
  }

  /** Writes down where all pods are now. */
  private void note() {
    List<Sample.PodState> pods = new ArrayList<>();
    for (Replica replica : replicas.all()) {
      pods.add(
          new Sample.PodState(
              replica.name(),
              replica.serving(),
              replica.running(),
              replica.waiting(),
              Seconds.of(replica.cpu())));
    }
    journal.add(new Sample.Observation(Seconds.of(loop.now()), replicas.wanted(), pods));
  }

  /** The end: the burst is over and the replicas are back, or nothing more is to be expected. */
  private void endIfSettled() {
    if (done || !burstOver()) {
      return;
    }
    boolean back =
        replicas.wanted() <= autoscaler.minReplicas() && replicas.all().size() == replicas.wanted();
    Duration quiet = loop.now().minus(lastChange);
    if (back || autoscaler.paused() || quiet.compareTo(autoscaler.settleTime()) > 0) {
      done = true;
      if (!back && !autoscaler.paused()) {
        event(
            "ends with %d replicas: no change for %.0f s"
                .formatted(replicas.wanted(), Seconds.of(quiet)));
      }
      finished.run();
    }
  }

  private void scraped(Duration at, String pod, @Nullable String text, @Nullable String error) {
    journal.add(
        new Sample.Scrape(
            Seconds.of(at),
            pod,
            text == null ? null : Integer.valueOf(count(text, RUNNING)),
            text == null ? null : Integer.valueOf(count(text, WAITING)),
            error));
  }

  @Override
  public void joined(Replica replica) {
    prometheus.add(replica.name(), replica.uri());
    if (loop.now().compareTo(Duration.ZERO) > 0) {
      note();
    }
  }

  @Override
  public void left(Replica replica) {
    prometheus.remove(replica.name());
  }

  @Override
  public void event(String text) {
    journal.add(new Sample.Event(Seconds.of(loop.now()), text));
  }

  @Override
  public boolean mayGrow() {
    return !burstOver();
  }

  @Override
  public void whenIdle(Replica replica, EventLoop.Task idle, EventLoop.Task busy) {
    var _ =
        common
            .client()
            .get(replica.uri(), "/metrics", OBSERVATION_TIMEOUT)
            .whenComplete(
                (text, failure) ->
                    loop.execute(
                        () -> {
                          if (text != null) {
                            replica.observed(count(text, RUNNING), count(text, WAITING));
                          }
                          boolean working =
                              text == null || replica.running() + replica.waiting() > 0;
                          (working ? busy : idle).run();
                        }));
  }

  /** The name of what decides here. */
  public String scaler() {
    return autoscaler.name();
  }

  /** Everything that was seen and decided, so far. */
  public List<Sample> samples() {
    return journal.samples();
  }

  /** Every request that has ended, so far. */
  public List<RequestLine> requests() {
    return journal.requests();
  }

  /** How far a simulator's engine fell behind at most, in simulated seconds. */
  public double simulatorLag() {
    return simulatorLag;
  }

  /** The longest time that a replica joined late. */
  public Duration lateness() {
    return replicas.lateness();
  }

  /** Where the run stands. */
  public RunStatus status() {
    int running = 0;
    int waiting = 0;
    for (Replica replica : replicas.all()) {
      running += replica.running();
      waiting += replica.waiting();
    }
    return new RunStatus(
        autoscaler.name(),
        replicas.serving().size(),
        replicas.wanted(),
        running,
        waiting,
        journal.recentTtft(Seconds.of(loop.now().minus(RECENT))),
        journal.requests().size(),
        journal.failed(),
        common.burst().requests(),
        journal.lastDecision(),
        done);
  }

  /** Stops sending. */
  public void close() {
    if (burst != null) {
      burst.close();
    }
  }
}
