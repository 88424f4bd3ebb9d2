package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.e2e.Command.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every mistake of the runbook's troubleshooting section, made on the real engines: the doctor has
 * to name it and what mends it. All at once, each on a simulator of its own, in a namespace that no
 * other test uses.
 */
@OnCluster
@Tag("core")
final class DoctorTest {
  private static final String NAMESPACE = "doctor";
  private static final List<String> READY =
      List.of("held", "no-monitor", "old-names", "wrong-address", "wrong-port");

  /** Simulators have started, Prometheus knows them, KEDA has looked twice (every 30 s). */
  private static final Duration SETTLED = Duration.ofMinutes(3);

  private static final List<Expected> EXPECTED =
      List.of(
          // A Service that is not there, and what follows from it.
          problem("prometheus-service", "doctor/wrong-address")
              .saying("monitoring/prometheus, which is not there")
              .advising("http://prometheus-operated.monitoring.svc:9090"),
          problem("scaledobject-ready", "doctor/wrong-address")
              .saying("READY=False")
              .advising("describe scaledobject wrong-address"),
          problem("hpa-targets", "doctor/keda-hpa-wrong-address")
              .saying("<unknown>")
              .advising("the lines about KEDA, Prometheus and the series say why"),
          // Renamed by vLLM V1.
          problem("renamed-metric", "doctor/old-names")
              .saying("asks for vllm:gpu_cache_usage_perc")
              .advising("by vllm:kv_cache_usage_perc"),
          // No aggregation.
          problem("query", "doctor/old-names")
              .saying("series, and KEDA takes only one")
              .advising("sum("),
          // No series.
          problem("scraped", "doctor/vllm-sim-no-monitor")
              .saying("no ServiceMonitor selects Service doctor/vllm-sim-no-monitor")
              .advising("servicemonitor.yaml"),
          problem("scraped", "doctor/wrong-port")
              .saying("scrapes port metrics")
              .advising("of the ServiceMonitor to http"),
          // Two scalers.
          problem("one-scaler", "doctor/Deployment vllm-sim-no-monitor")
              .saying("ScaledObject no-monitor and HPA second")
              .advising("delete hpa second"),
          problem("hpa-targets", "doctor/second")
              .saying("AmbiguousSelector")
              .advising("keep one scaler"),
          // It never scales in.
          note("scale-in", "doctor/held")
              .saying("2 replicas, min 1")
              .advising("more if demand stays low. It is the HPA's window, not cooldownPeriod"),
          // It is left un-paused, or nobody knows whether it is.
          note("un-paused", "doctor/no-gpu")
              .saying("a month")
              .advising("autoscaling.keda.sh/paused=true"),
          problem("pause-keys", "doctor/both-pauses")
              .saying("the second wins")
              .advising("autoscaling.keda.sh/paused-replicas-"),
          // No GPU for it.
          problem("pod-pending", "doctor/vllm-sim-no-gpu-")
              .saying("Insufficient nvidia.com/gpu")
              .advising("GPU quota"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;

  DoctorTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  void namesEveryMistakeAndWhatMendsIt() throws Exception {
    try (var _ = bench.prometheusShared();
        var _ = bench.apply("doctor")) {
      bench
          .kubectl()
          .run(
              "apply",
              "--server-side",
              "--validate=strict",
              "-f",
              Bench.root().resolve("e2e/src/test/resources/mistakes.yaml").toString());
      bench.kubectl().run("-n", NAMESPACE, "scale", "deployment/vllm-sim-no-gpu", "--replicas=1");
      await().atMost(SETTLED).untilAsserted(this::mistakesHaveHadTheirEffect);
      secondScaler();
      await().atMost(SETTLED).untilAsserted(this::secondScalerHasHadItsEffect);

      Outcome doctor = bench.command("doctor", "--namespace", NAMESPACE, "--output", "json");
      assertThat(doctor.status()).as(doctor.toString()).isEqualTo(1);
      List<Finding> findings = findings(doctor.output());

      SoftAssertions all = new SoftAssertions();
      for (Expected expected : EXPECTED) {
        all.assertThat(findings).as(expected.toString()).anyMatch(expected::is);
      }
      all.assertThat(findings)
          .as("nothing is said of what is right")
          .filteredOn(one -> one.level().equals("problem"))
          .noneMatch(one -> one.subject().contains("held"));
      all.assertAll();
    }
  }

  private static Expected problem(String check, String subject) {
    return new Expected("problem", check, subject, "", "");
  }

  private static Expected note(String check, String subject) {
    return new Expected("note", check, subject, "", "");
  }

  /** A line of the doctor, by words that have to be in it. */
  private record Expected(
      String level, String check, String subject, String evidence, String remedy) {
    Expected saying(String words) {
      return new Expected(level, check, subject, words, remedy);
    }

    Expected advising(String words) {
      return new Expected(level, check, subject, evidence, words);
    }

    boolean is(Finding finding) {
      return finding.level().equals(level)
          && finding.check().equals(check)
          && finding.subject().startsWith(subject)
          && finding.evidence().contains(evidence)
          && finding.remedy().contains(remedy);
    }
  }

  private record Finding(
      String level, String check, String subject, String evidence, String remedy) {}

  private static List<Finding> findings(String output) throws Exception {
    // A busy machine may have made the client's own threads complain before it.
    String json = output.substring(output.indexOf("{\n"));
    List<Finding> findings = new ArrayList<>();
    for (JsonNode one : JSON.readTree(json).path("findings")) {
      findings.add(
          new Finding(
              one.path("level").asText(),
              one.path("check").asText(),
              one.path("subject").asText(),
              one.path("evidence").asText(),
              one.path("remedy").asText()));
    }
    return findings;
  }

  /** The engines have seen them; what the doctor says before that is not judged here. */
  private void mistakesHaveHadTheirEffect() throws Exception {
    for (String name : READY) {
      assertThat(pods(name)).as(name).isNotEmpty().allMatch(Bench::isReady);
    }
    for (String name : List.of("old-names", "wrong-address", "no-monitor", "wrong-port")) {
      assertThat(bench.condition(NAMESPACE, name, "ScalingActive")).as(name).isEqualTo("False");
    }
    assertThat(bench.condition(NAMESPACE, "held", "ScalingActive")).isEqualTo("True");
    assertThat(bench.hpa(NAMESPACE, "no-gpu")).isNotNull();
    assertThat(pods("no-gpu")).isNotEmpty();
    assertThat(ready("wrong-address")).isEqualTo("False");
    assertThat(ready("held")).isEqualTo("True");
  }

  private List<Pod> pods(String name) {
    return bench
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", "vllm-sim-" + name)
        .list()
        .getItems();
  }

  private String ready(String scaledObject) throws Exception {
    return bench
        .kubectl()
        .run(
            "-n",
            NAMESPACE,
            "get",
            "scaledobject",
            scaledObject,
            "-o",
            "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}");
  }

  /** KEDA's webhook refuses the other order. */
  private void secondScaler() throws Exception {
    bench
        .kubectl()
        .run(
            "-n",
            NAMESPACE,
            "autoscale",
            "deployment",
            "vllm-sim-no-monitor",
            "--name=second",
            "--max=1",
            "--cpu=80%");
  }

  private void secondScalerHasHadItsEffect() {
    HorizontalPodAutoscaler second =
        bench
            .client()
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(NAMESPACE)
            .withName("second")
            .get();
    assertThat(second.getStatus()).isNotNull();
    assertThat(second.getStatus().getConditions())
        .anyMatch(one -> String.valueOf(one.getReason()).equals("AmbiguousSelector"));
  }
}
