package dev.scaleproof.cluster.doctor;

import static dev.scaleproof.cluster.snapshot.Scene.CACHE;
import static dev.scaleproof.cluster.snapshot.Scene.NOW;
import static dev.scaleproof.cluster.snapshot.Scene.POOL;
import static dev.scaleproof.cluster.snapshot.Scene.PROMETHEUS;
import static dev.scaleproof.cluster.snapshot.Scene.SIM_WAITING;
import static dev.scaleproof.cluster.snapshot.Scene.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.doctor.Finding.Level;
import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.CostGuard;
import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Keda;
import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Past;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceState;
import dev.scaleproof.cluster.snapshot.Monitoring.Target;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.Scene;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final GpuPrices PRICES =
      GpuPrices.read(Path.of("../../platform/cost-guard/gpu-prices.yaml"));

  private final Scene scene = new Scene();

  private List<Finding> findings() {
    Snapshot snapshot = scene.snapshot();
    return Doctor.examine(snapshot, GpuBill.of(snapshot, PRICES));
  }

  private Finding only(Level level) {
    List<Finding> found = findings().stream().filter(one -> one.level() == level).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private Finding problem(String check) {
    Finding problem = only(Level.PROBLEM);
    assertThat(problem.check()).isEqualTo(check);
    assertThat(problem.remedy()).isNotEmpty();
    return problem;
  }

  private Finding finding(Level level, String check) {
    List<Finding> found =
        findings().stream()
            .filter(one -> one.level() == level && one.check().equals(check))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void nothingIsWrongWithAHealthyCluster() {
    assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    assertThat(findings())
        .filteredOn(one -> one.level() == Level.OK)
        .extracting(Finding::check)
        .contains("keda-running", "external-metrics", "paused", "un-paused", "prometheus-answers")
        .contains("query", "hpa-targets");
  }

  @Nested
  class OfLeases {
    /** A replica that is scraped, under a lease. */
    private void up() {
      scene.rawVllmUp();
      scene.answers.put(Scene.WAITING, new Answer.Value(0, List.of()));
      scene.answers.put(Scene.CACHE, new Answer.Value(0, List.of()));
    }

    @Test
    void aGpuUnderALeaseIsFine() {
      up();

      assertThat(finding(Level.OK, "lease").evidence())
          .isEqualTo("alice holds it for another 35 min");
      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void nothingThatEndsAForgottenGpu() {
      scene.costGuard = CostGuard.NONE;

      assertThat(problem("cost-guard").remedy()).contains("kubectl apply", "platform/cost-guard");
    }

    @Test
    void aHeldLeaseWhoseGuardIsDown() {
      up();
      scene.costGuard =
          new CostGuard(
              true,
              scene.costGuard.leases(),
              List.of(Scene.deployment("cost-guard", "cost-guard", 1, 0, 0)),
              CostGuard.POLICIES);

      assertThat(problem("lease-guard").evidence()).contains("alice", "the guard", "is down");
    }

    @Test
    void aChangeThatTheGuardHasNotSeen() {
      up();
      scene.unseenLease();

      assertThat(finding(Level.NOTE, "lease-guard").evidence()).contains("not seen");
    }

    @Test
    void aLeaseThatNobodyHasEnded() {
      up();
      scene.lease(Phase.ACTIVE, "45m", Duration.ofMinutes(-7));

      assertThat(problem("lease-overdue").evidence()).contains("over for 7 min");
      assertThat(problem("lease-overdue").remedy()).contains("make vllm-down");
    }

    @Test
    void theGuardHasItsTimeToEndOne() {
      up();
      scene.lease(Phase.ACTIVE, "45m", Duration.ofSeconds(-90));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void aGpuWithoutALease() {
      up();
      scene.lease(Phase.IDLE, "0s", Duration.ZERO);

      assertThat(problem("gpu-without-lease").evidence()).contains("1 replica", "$0.80 an hour");
      assertThat(problem("gpu-without-lease").remedy()).isEqualTo("make vllm-down");
    }

    @Test
    void aGpuThatDrainsStillHasOne() {
      up();
      scene.lease(Phase.DRAINING, "0s", Duration.ofMinutes(-1));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void unpausedWithoutALease() {
      scene.rawVllmLive(Duration.ofMinutes(12));
      scene.lease(Phase.DRAINING, "0s", Duration.ofMinutes(-1));

      assertThat(problem("unpaused-without-lease").remedy()).isEqualTo("make keda-demo-down");
    }

    @Test
    void aPolicyThatIsMissing() {
      scene.costGuard =
          new CostGuard(
              true,
              scene.costGuard.leases(),
              scene.costGuard.deployments(),
              CostGuard.POLICIES.stream().filter(one -> !one.endsWith("raw-vllm-scale")).toList());

      assertThat(problem("lease-policies").evidence())
          .contains("ValidatingAdmissionPolicyBinding raw-vllm-scale");
    }

    @Test
    void whatMayNotBeSeenIsNotMissing() {
      scene.costGuard = new CostGuard(true, scene.costGuard.leases(), List.of(), List.of());
      scene.unseen.add(new Unseen(Part.POLICIES, "user dev may not list policies"));
      scene.unseen.add(new Unseen(Part.COST_GUARD, "user dev may not list deployments"));
      up();
      scene.unseenLease();

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void everyShippedPolicyIsLookedFor() throws IOException {
      List<String> shipped = new ArrayList<>();
      try (Stream<Path> files = Files.list(Path.of("../../platform/cost-guard/policies"))) {
        for (Path file : files.sorted().toList()) {
          Matcher objects =
              Pattern.compile("(?m)^kind: (ValidatingAdmission\\w+)\nmetadata:\n  name: (\\S+)")
                  .matcher(Files.readString(file));
          while (objects.find()) {
            shipped.add(objects.group(1) + " " + objects.group(2));
          }
        }
      }
      assertThat(CostGuard.POLICIES).containsExactlyInAnyOrderElementsOf(shipped);
    }
  }

  @Nested
  class OfKeda {
    @Test
    void missingKedaIsTheOnlyFinding() {
      scene.keda = new Keda(false, List.of(), Optional.empty(), Optional.empty());

      assertThat(findings()).hasSize(1);
      assertThat(problem("keda-installed").remedy()).contains("platform/keda");
    }

    @Test
    void operatorThatIsNotReady() {
      scene.keda =
          new Keda(
              true,
              List.of(Scene.deployment("keda", "keda-operator", 1, 0, 0)),
              scene.keda.externalMetrics(),
              scene.keda.resourceMetrics());

      assertThat(problem("keda-running").remedy()).contains("logs deployment/keda-operator");
    }

    @Test
    void kindsWithoutAnOperator() {
      scene.keda =
          new Keda(true, List.of(), scene.keda.externalMetrics(), scene.keda.resourceMetrics());

      assertThat(problem("keda-running").evidence()).contains("only its resource kinds");
    }

    @Test
    void operatorThatIsScaledAway() {
      scene.keda =
          new Keda(
              true,
              List.of(Scene.deployment("keda", "keda-operator", 0, 0, 0)),
              scene.keda.externalMetrics(),
              scene.keda.resourceMetrics());

      assertThat(problem("keda-running").remedy())
          .isEqualTo("kubectl -n keda scale deployment keda-operator --replicas=1");
    }

    @Test
    void externalMetricsThatAreNotAvailable() {
      external(new Keda.Api(false, "keda/keda-metrics-apiserver", "no endpoints"));

      assertThat(problem("external-metrics").evidence()).contains("no endpoints");
    }

    @Test
    void externalMetricsThatAnotherAdapterTook() {
      external(new Keda.Api(true, "monitoring/prometheus-adapter", ""));

      assertThat(problem("external-metrics").evidence()).contains("monitoring/prometheus-adapter");
    }

    private void external(Keda.Api api) {
      scene.keda =
          new Keda(true, scene.keda.parts(), Optional.of(api), scene.keda.resourceMetrics());
    }

    @Test
    void noScaledObjectLooksLikeTheWrongContext() {
      scene.scaledObjects.clear();
      scene.hpas.clear();

      assertThat(problem("scaledobjects").remedy()).contains("right context");
    }
  }

  @Nested
  class OfThePause {
    @BeforeEach
    void leased() {
      scene.lease(Phase.ACTIVE, "45m", Duration.ofMinutes(35));
    }

    @Test
    void bothAnnotations() {
      annotate(Map.of(Pause.PAUSED, "false", Pause.PAUSED_REPLICAS, "1"));

      Finding problem = problem("pause-keys");
      assertThat(problem.evidence()).contains("the second wins");
      assertThat(problem.remedy()).isEqualTo("make keda-demo-down");
    }

    @Test
    void valueThatIsNoBoolean() {
      annotate(Map.of(Pause.PAUSED, "no"));

      assertThat(problem("pause-keys").evidence()).contains("\"no\"", "takes it for true");
    }

    @Test
    void oneDirectionOnly() {
      scene.rawVllmLive(Duration.ofMinutes(2));
      annotate(Map.of(Pause.PAUSED_SCALE_IN, "true"));

      assertThat(finding(Level.NOTE, "pause-keys").evidence()).contains(Pause.PAUSED_SCALE_IN);
    }

    @Test
    void hpaThatSurvivesThePause() {
      scene.hpas.add(Scene.hpa("serving", "raw-vllm", 0, 0, 1));

      assertThat(problem("paused").evidence()).contains("keda-hpa-raw-vllm", "still there");
    }

    @Test
    void pausedReplicaThatNobodyEnds() {
      scene.rawVllmUp();
      scene.answers.put(WAITING, new Answer.Value(0, List.of()));
      scene.answers.put(CACHE, new Answer.Value(0, List.of()));

      Finding note = only(Level.NOTE);
      assertThat(note.evidence()).contains("1 replica up", "$0.80 an hour", "$19 a day");
      assertThat(note.remedy()).isEqualTo("make vllm-down");
    }

    @Test
    void unpausedForAFewMinutesIsSaidWithItsPrice() {
      scene.rawVllmLive(Duration.ofMinutes(12));

      Finding note = only(Level.NOTE);
      assertThat(note.evidence()).contains("un-paused for 12 min", "$0.80 an hour");
      assertThat(note.remedy()).isEqualTo("make keda-demo-down");
    }

    @Test
    void unpausedForHoursLooksForgotten() {
      scene.rawVllmLive(Duration.ofHours(9));

      Finding problem = problem("un-paused");
      assertThat(problem.evidence()).contains("9 h 0 min", "forgotten");
      assertThat(problem.remedy()).isEqualTo("make keda-demo-down && make vllm-down");
    }

    @Test
    void stuckAlthoughUnpaused() {
      scene.change(
          "serving",
          one ->
              Scene.with(
                  Scene.with(one, Map.of()),
                  "",
                  new Condition("Paused", "True", "ScaledObjectPaused", "ScaledObject is paused")));

      Finding problem = problem("stuck-paused");
      assertThat(problem.evidence()).contains("keda-hpa-raw-vllm", "still says Paused");
      assertThat(problem.remedy())
          .startsWith("make keda-demo-down, then make keda-demo-up")
          .contains("rollout restart deployment keda-operator");
    }

    @Test
    void freshScaledObjectGetsHalfAMinute() {
      scene.change(
          "serving",
          one -> Scene.createdAt(Scene.with(one, Map.of()), NOW.minus(Duration.ofSeconds(5))));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(finding(Level.NOTE, "stuck-paused").remedy()).contains("wait");
    }

    private void annotate(Map<String, String> annotations) {
      scene.change("serving", one -> Scene.with(one, annotations));
    }
  }

  @Nested
  class OfPrometheus {
    @Test
    void serviceThatDoesNotExist() {
      scene.scaledObjects.removeFirst();
      scene.services.removeIf(one -> one.namespace().equals("monitoring"));
      scene.services.add(
          new ServiceState(
              "monitoring", "kps-prometheus", Map.of(), Map.of(), Map.of("http-web", 9090)));

      Finding problem = problem("prometheus-service");
      assertThat(problem.evidence()).contains("monitoring/prometheus-operated, which is not there");
      assertThat(problem.remedy()).contains("http://kps-prometheus.monitoring.svc:9090");
    }

    @Test
    void noPrometheusAtAll() {
      scene.scaledObjects.removeFirst();
      scene.services.removeIf(one -> one.namespace().equals("monitoring"));

      assertThat(problem("prometheus-service").remedy()).contains("platform/monitoring");
    }

    @Test
    void wrongPort() {
      scene.change(
          "inference",
          one ->
              Scene.with(
                  one,
                  Scene.trigger("http://prometheus-operated.monitoring.svc:9091", SIM_WAITING)));

      assertThat(problem("prometheus-service").evidence()).contains("no port 9091", "9090");
    }

    @Test
    void everyScaledObjectWithTheWrongAddressIsNamed() {
      String wrong = "http://prometheus.monitoring.svc:9090";
      scene.change("serving", one -> Scene.with(one, Scene.trigger(wrong, WAITING)));
      scene.change("inference", one -> Scene.with(one, Scene.trigger(wrong, SIM_WAITING)));

      assertThat(findings())
          .filteredOn(one -> one.check().equals("prometheus-service"))
          .extracting(Finding::subject)
          .containsExactly("serving/raw-vllm", "inference/vllm-sim");
    }

    @Test
    void noAnswer() {
      scene.prometheusFailure = "no pod is ready behind it";
      scene.answers.clear();

      assertThat(problem("prometheus-answers").evidence()).contains("no pod is ready");
    }

    @Test
    void serverOutsideOfTheClusterIsNotGuessedAt() {
      scene.change(
          "inference",
          one -> Scene.with(one, Scene.trigger("https://prometheus.example.com", SIM_WAITING)));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(finding(Level.NOTE, "prometheus-service").evidence())
          .contains("https://prometheus.example.com");
    }

    @Test
    void queryThatPrometheusRefuses() {
      scene.answers.put(SIM_WAITING, new Answer.Refused("parse error: unclosed left parenthesis"));

      assertThat(problem("query").evidence()).contains("unclosed left parenthesis");
    }

    @Test
    void queryWithoutAnAggregation() {
      scene.answers.put(SIM_WAITING, new Answer.Series(2));

      Finding problem = problem("query");
      assertThat(problem.evidence()).contains("2 series");
      assertThat(problem.remedy()).contains("sum(");
    }
  }

  @Nested
  class OfMissingSeries {
    @Test
    void zeroReplicasReportNothingAndThatIsFine() {
      assertThat(findings())
          .filteredOn(one -> one.check().equals("series"))
          .hasSize(2)
          .allMatch(one -> one.level() == Level.NOTE)
          .allMatch(one -> one.evidence().contains("0 replicas"));
    }

    @Test
    void v0NameOnAV1Server() {
      String old = "sum(vllm:gpu_cache_usage_perc{namespace=\"inference\"})";
      scene.change("inference", one -> Scene.with(one, Scene.trigger(PROMETHEUS, old)));
      scene.answers.put(old, new Answer.Series(0));

      Finding problem = problem("renamed-metric");
      assertThat(problem.evidence())
          .contains("asks for vllm:gpu_cache_usage_perc")
          .contains("shows vllm:kv_cache_usage_perc (vLLM V1 renamed it)");
    }

    @Test
    void v1NameOnAV0Server() {
      String query = "sum(vllm:kv_cache_usage_perc{namespace=\"inference\"})";
      scene.change("inference", one -> Scene.with(one, Scene.trigger(PROMETHEUS, query)));
      scene.answers.put(query, new Answer.Series(0));
      scene.exposed.put(
          "inference/vllm-sim-1", Set.of("vllm:num_requests_waiting", "vllm:gpu_cache_usage_perc"));

      assertThat(problem("renamed-metric").evidence()).contains("V0 engine");
    }

    @Test
    void nameThatAnExporterRewrote() {
      scene.answers.put(SIM_WAITING, new Answer.Series(0));
      scene.exposed.put("inference/vllm-sim-1", Set.of("vllm_num_requests_waiting"));

      assertThat(problem("renamed-metric").evidence()).contains("shows vllm_num_requests_waiting");
    }

    @Test
    void labelsThatMatchNothing() {
      String query = "sum(vllm:num_requests_waiting{namespace=\"infernce\"})";
      scene.change("inference", one -> Scene.with(one, Scene.trigger(PROMETHEUS, query)));
      scene.answers.put(query, new Answer.Series(0));

      Finding problem = problem("series");
      assertThat(problem.evidence()).contains("Prometheus has vllm:num_requests_waiting");
      assertThat(problem.remedy()).contains("labels");
    }

    @Test
    void noServiceSelectsThePods() {
      unscraped();
      scene.services.removeIf(one -> one.name().equals("vllm-sim"));

      assertThat(problem("scraped").evidence()).contains("no Service selects");
    }

    @Test
    void noServiceMonitorSelectsTheService() {
      unscraped();
      scene.monitors.removeIf(one -> one.name().equals("vllm-sim"));

      assertThat(problem("scraped").evidence())
          .contains("no ServiceMonitor selects Service inference/vllm-sim");
    }

    @Test
    void portNamesThatDiffer() {
      unscraped();
      scene.services.removeIf(one -> one.name().equals("vllm-sim"));
      scene.services.add(Scene.service("inference", "vllm-sim", "web"));

      Finding problem = problem("scraped");
      assertThat(problem.evidence()).contains("port http", "[web]");
      assertThat(problem.remedy()).contains("ServiceMonitor to web", "of the Service http");
    }

    @Test
    void serviceMonitorThatPrometheusDoesNotTake() {
      unscraped();
      scene.pools = Set.of("serviceMonitor/serving/raw-vllm/0");

      assertThat(problem("scraped").evidence()).contains("does not take this ServiceMonitor");
    }

    @Test
    void targetThatIsDown() {
      unscraped();
      scene.targets = List.of(new Target(POOL, "10.0.0.7:8000", false, "connection refused"));

      assertThat(problem("scraped").evidence())
          .contains("10.0.0.7:8000 is down: connection refused");
    }

    @Test
    void readyAndScrapedAndStillNothing() {
      unscraped();

      assertThat(problem("series").evidence()).contains("although a pod is ready");
    }

    @Test
    void podThatIsNotReadyYet() {
      unscraped();
      scene.pods.removeIf(one -> one.namespace().equals("inference"));
      scene.pods.add(Scene.stuck("inference", "vllm-sim", "", ""));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(findings()).anyMatch(one -> one.evidence().contains("no pod is ready yet"));
    }

    /**
     * The query gives nothing, Prometheus has never heard of the name, and no pod could be asked.
     */
    private void unscraped() {
      scene.answers.put(SIM_WAITING, new Answer.Series(0));
      scene.names = Set.of();
      scene.exposed.clear();
    }
  }

  @Nested
  class OfTheHpa {
    @Test
    void unknownTarget() {
      scene.changeHpa(
          "inference",
          one ->
              Scene.with(
                  Scene.with(one, Scene.external(OptionalDouble.empty())),
                  new Condition(
                      "ScalingActive",
                      "False",
                      "FailedGetExternalMetric",
                      "unable to get external metric")));

      Finding problem = problem("hpa-targets");
      assertThat(problem.evidence())
          .contains("<unknown> for s0-prometheus", "FailedGetExternalMetric");
    }

    @Test
    void freshHpaHasNotAskedYet() {
      scene.changeHpa(
          "inference",
          one ->
              Scene.at(
                  Scene.with(one, Scene.external(OptionalDouble.empty())),
                  NOW.minus(Duration.ofSeconds(10)),
                  Optional.empty()));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(finding(Level.NOTE, "hpa-targets").evidence()).contains("has not asked yet");
    }

    @Test
    void twoScalersStopEachOther() {
      scene.changeHpa(
          "inference",
          one ->
              Scene.with(
                  Scene.with(one, Scene.external(OptionalDouble.empty())),
                  new Condition("ScalingActive", "False", "AmbiguousSelector", "multiple HPAs")));

      assertThat(problem("hpa-targets").remedy()).contains("keep one scaler");
    }

    @Test
    void readyThatKedaHasNotLookedAtAgain() {
      scene.change(
          "inference",
          one -> Scene.with(one, "", new Condition("Ready", "False", "Failed", "no series")));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(finding(Level.NOTE, "scaledobject-ready").remedy()).contains("pollingInterval");
    }

    @Test
    void unknownWhileNothingIsReadyIsANote() {
      scene.changeHpa("inference", one -> Scene.with(one, Scene.external(OptionalDouble.empty())));
      scene.pods.clear();

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
      assertThat(finding(Level.NOTE, "hpa-targets").evidence()).contains("no replica is ready");
    }

    @Test
    void scaledObjectThatIsNotReady() {
      scene.change(
          "inference",
          one ->
              Scene.with(
                  one,
                  "error getting metric: dial tcp: no such host",
                  new Condition(
                      "Ready", "False", "ScaledObjectCheckFailed", "Triggers defined are wrong")));
      scene.hpas.clear();

      assertThat(finding(Level.PROBLEM, "scaledobject-ready").evidence())
          .contains("READY=False", "Triggers defined are wrong", "no such host");
    }

    @Test
    void pausedScaledObjectIsNotJudgedByReady() {
      scene.change(
          "serving", one -> Scene.with(one, "", new Condition("Ready", "False", "x", "old")));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void fallbackInUse() {
      scene.change(
          "inference",
          one ->
              Scene.with(one, "", new Condition("Fallback", "True", "FallbackExists", "fallback")));

      assertThat(finding(Level.NOTE, "fallback").subject()).isEqualTo("inference/vllm-sim");
    }

    @Test
    void cpuHpaWithoutMetricsServer() {
      scene.keda =
          new Keda(true, scene.keda.parts(), scene.keda.externalMetrics(), Optional.empty());
      scene.scaledObjects.removeLast();
      scene.hpas.clear();
      scene.hpas.add(
          Scene.hpa(
              "inference",
              "vllm-sim",
              2,
              2,
              5,
              new Hpa.Metric("Resource", "cpu", true, 50, OptionalDouble.empty())));

      assertThat(problem("metrics-server").remedy()).contains("platform/metrics-server");
    }

    @Test
    void atItsMaximum() {
      scene.changeHpa(
          "inference",
          one ->
              Scene.with(
                  one,
                  new Condition("ScalingLimited", "True", "TooManyReplicas", "more than max")));

      assertThat(finding(Level.NOTE, "hpa-limited").evidence()).contains("maxReplicaCount 5");
    }

    @Test
    void hpaThatMayNotScale() {
      scene.changeHpa(
          "inference",
          one ->
              Scene.with(
                  one, new Condition("AbleToScale", "False", "FailedGetScale", "not found")));

      assertThat(problem("hpa-able").evidence()).contains("not found");
    }

    @Test
    void targetThatIsNotThere() {
      scene.workloads.removeFirst();

      assertThat(problem("target").evidence()).contains("Deployment raw-vllm is not there");
    }

    @Test
    void twoScalersOnOneTarget() {
      Hpa cpu = Scene.hpa("inference", "vllm-sim", 2, 2, 5);
      scene.hpas.add(
          new Hpa(
              cpu.namespace(),
              "vllm-sim-cpu",
              cpu.targetKind(),
              cpu.targetName(),
              1,
              5,
              2,
              2,
              List.of(),
              300,
              List.of(),
              NOW,
              Optional.empty()));

      Finding problem = problem("one-scaler");
      assertThat(problem.evidence()).contains("ScaledObject vllm-sim and HPA vllm-sim-cpu");
      assertThat(problem.remedy())
          .isEqualTo("keep one: kubectl -n inference delete hpa vllm-sim-cpu");
    }
  }

  @Nested
  class OfScalingIn {
    @Test
    void wantedReplicasAreNotATrouble() {
      assertThat(finding(Level.OK, "scale-in").evidence())
          .isEqualTo("2 replicas are wanted by s0-prometheus 5/5 per replica");
    }

    @Test
    void withinTheWindow() {
      idle(Duration.ofSeconds(200));

      Finding note = finding(Level.NOTE, "scale-in");
      assertThat(note.evidence()).contains("last scaled 3 min ago", "its last 300 s");
      assertThat(note.remedy())
          .contains("about 100 s more", "the HPA's window, not cooldownPeriod (300 s)");
    }

    @Test
    void heldByAPeakThatPrometheusRemembers() {
      // 5 is one replica's share: the 9 before it is what wanted two.
      idle(
          Duration.ofMinutes(30),
          new Past(Duration.ofSeconds(240), 12),
          new Past(Duration.ofSeconds(225), 9),
          new Past(Duration.ofSeconds(210), 5));

      Finding note = finding(Level.NOTE, "scale-in");
      assertThat(note.evidence()).contains("3 min ago " + SIM_WAITING + " was 9");
      assertThat(note.remedy()).contains("about 75 s more");
    }

    @Test
    void windowThatIsJustOver() {
      idle(Duration.ofSeconds(310));

      assertThat(finding(Level.NOTE, "scale-in").remedy()).contains("it is due now");
    }

    @Test
    void afterTheWindowAndWithoutAReason() {
      idle(Duration.ofMinutes(30), new Past(Duration.ofSeconds(60), 5));

      assertThat(problem("scale-in").evidence()).contains("nothing holds it");
    }

    private void idle(Duration sinceScaled, Past... window) {
      scene.changeHpa(
          "inference",
          one ->
              Scene.at(
                  Scene.with(one, Scene.external(OptionalDouble.of(0))),
                  NOW.minus(Duration.ofHours(2)),
                  Optional.of(NOW.minus(sinceScaled))));
      scene.answers.put(SIM_WAITING, new Answer.Value(0, List.of(window)));
    }
  }

  @Nested
  class OfPods {
    @BeforeEach
    void leased() {
      scene.lease(Phase.ACTIVE, "45m", Duration.ofMinutes(35));
    }

    @Test
    void noGpuForTheSecondReplica() {
      scene.pods.add(
          Scene.stuck("serving", "raw-vllm", "0/1 nodes: 1 Insufficient nvidia.com/gpu.", ""));

      Finding problem = problem("pod-pending");
      assertThat(problem.evidence()).contains("pending for 10 min", "Insufficient nvidia.com/gpu");
      assertThat(problem.remedy()).contains("GPU quota");
    }

    @Test
    void taintThatIsNotTolerated() {
      scene.pods.add(Scene.stuck("serving", "raw-vllm", "1 node(s) had untolerated taint(s)", ""));

      assertThat(problem("pod-pending").remedy()).contains("toleration");
    }

    @Test
    void crashLoop() {
      scene.pods.add(Scene.stuck("serving", "raw-vllm", "", "CrashLoopBackOff: back-off 5m"));

      assertThat(problem("pod-waiting").remedy()).contains("logs raw-vllm-1 --previous");
    }

    @Test
    void containerThatIsBeingCreatedIsNoTrouble() {
      scene.pods.add(Scene.stuck("serving", "raw-vllm", "", "ContainerCreating"));

      assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    }

    @Test
    void gpuNodeThatNobodyUses() {
      scene.gpuNodes.add(new GpuNode("idle", 1, "l4"));

      assertThat(finding(Level.NOTE, "idle-gpu-node").evidence()).contains("$0.80 an hour");
    }
  }

  @Test
  void whatMayNotBeLookedAtIsNotCalledAbsent() {
    scene.keda = new Keda(true, List.of(), Optional.empty(), Optional.empty());
    scene.services.clear();
    scene.monitors.clear();
    scene.workloads.clear();
    scene.hpas.clear();
    for (Part part : Part.values()) {
      scene.unseen.add(new Unseen(part, "user dev may not list " + part));
    }

    assertThat(findings()).noneMatch(one -> one.level() == Level.PROBLEM);
    assertThat(finding(Level.NOTE, "rights").evidence())
        .contains("user dev may not list NODES; user dev may not list KEDA");
  }
}
