package dev.scaleproof.demo;

import dev.scaleproof.demo.manifest.ManifestException;
import dev.scaleproof.demo.manifest.ServingManifests;
import dev.scaleproof.demo.run.Autoscaler;
import dev.scaleproof.demo.run.ChatBurst;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.Words;
import dev.scaleproof.sim.engine.HardwareProfile;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.twin.spec.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What will be run, decided before anything is started.
 *
 * @param model that requests ask for
 * @param horizon simulated time after which something must be wrong
 */
record DemoPlan(
    ServingManifests manifests,
    List<Autoscaler> autoscalers,
    ChatBurst burst,
    Result.Setting setting,
    String model,
    double speed,
    Duration horizon) {
  // The simulator's own defaults, for manifests that leave these flags out.
  private static final String PROFILE = "L4";
  private static final int SLOTS = 256;
  private static final String MODEL = "mistral-7b";

  private static final double NANOS = 1e9;

  /** Nobody hangs up on a queue in this demo: what would time out shows as a long wait. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  /** How long the gateway keeps a request while there is no replica at all. */
  private static final Duration HOLD = Duration.ofMinutes(5);

  static DemoPlan of(DemoOptions.Checked options, ServingManifests manifests)
      throws ManifestException {
    requireMeasured(manifests);
    HardwareProfile profile = profile(manifests);
    int slots = slots(manifests);
    String model = manifests.simulator().value("--served-model-name").orElse(MODEL);
    ChatBurst burst =
        new ChatBurst(
            model,
            options.users(),
            options.requestsPerUser(),
            options.promptTokens(),
            options.maxTokens(),
            options.seed(),
            PATIENCE);
    Result.StepCost cost =
        new Result.StepCost(
            profile.baseNanos() / NANOS,
            profile.perPrefillTokenNanos() / NANOS,
            profile.perSequenceNanos() / NANOS);
    Result.Setting setting =
        new Result.Setting(
            options.users(),
            options.requestsPerUser(),
            options.promptTokens(),
            options.maxTokens(),
            profile.name(),
            slots,
            cost);
    List<Autoscaler> autoscalers = autoscalers(manifests);
    return new DemoPlan(
        manifests,
        autoscalers,
        burst,
        setting,
        model,
        options.speed(),
        horizon(burst, cost, autoscalers));
  }

  /** Four times what one replica would need without batching anything, and the longest settling. */
  private static Duration horizon(
      ChatBurst burst, Result.StepCost cost, List<Autoscaler> autoscalers) {
    double alone =
        burst.requests()
            * (burst.maxTokens() * (cost.baseSeconds() + cost.sequenceSeconds())
                + burst.promptTokens() * cost.prefillTokenSeconds());
    Duration settling =
        autoscalers.stream().map(Autoscaler::settleTime).max(Duration::compareTo).orElseThrow();
    return Duration.ofSeconds((long) (4 * alone)).plus(settling.multipliedBy(4)).plus(HOLD);
  }

  private static List<Autoscaler> autoscalers(ServingManifests manifests) throws ManifestException {
    try {
      return List.of(
          Autoscaler.keda(manifests.scaledObjectFile().toString(), manifests.scaledObject()),
          Autoscaler.cpu(manifests.cpuAutoscalerFile().toString(), manifests.cpuAutoscaler()));
    } catch (SpecException unsupported) {
      throw new ManifestException(manifests.scaledObjectFile() + ": " + unsupported.getMessage());
    }
  }

  /** Refuses triggers on what this scenario does not have. */
  private static void requireMeasured(ServingManifests manifests) throws ManifestException {
    ScaledObject scaledObject = manifests.scaledObject();
    for (Trigger trigger : scaledObject.triggers()) {
      if (!trigger.type().equals("prometheus") && !trigger.type().equals("cpu")) {
        throw new ManifestException(
            "%s: spec.triggers[%d].type: '%s' has no data in the scenario chat, use prometheus or cpu"
                .formatted(manifests.scaledObjectFile(), trigger.index(), trigger.type()));
      }
    }
  }

  private static HardwareProfile profile(ServingManifests manifests) throws ManifestException {
    try {
      return HardwareProfile.named(manifests.simulator().value("--profile").orElse(PROFILE));
    } catch (IllegalArgumentException unknown) {
      throw new ManifestException("vllm-sim's deployment: --profile: " + unknown.getMessage());
    }
  }

  private static int slots(ServingManifests manifests) throws ManifestException {
    String slots = manifests.simulator().value("--max-num-seqs").orElse(Integer.toString(SLOTS));
    if (!slots.matches("[1-9]\\d{0,5}")) {
      throw new ManifestException(
          "vllm-sim's deployment: --max-num-seqs: '%s' is not a positive whole number"
              .formatted(slots));
    }
    return Integer.parseInt(slots);
  }

  /**
   * Simulators to have ready: the first ones of each run, and as many more as the ScaledObject may
   * ask for.
   *
   * @param most more than this are not kept ready for one run
   */
  int processesAhead(int most) {
    int first = manifests.simulator().replicas();
    Autoscaler keda = autoscalers.getFirst();
    int more = keda.paused() ? 0 : Math.max(0, Math.min(keda.maxReplicas(), most) - first);
    return Math.max(1, first * autoscalers.size() + more);
  }

  List<String> simulatorArguments() {
    List<String> arguments = new ArrayList<>(manifests.simulator().arguments());
    arguments.add("--host=127.0.0.1");
    arguments.add("--port=0");
    arguments.add("--speed=" + Words.number(speed));
    return arguments;
  }

  List<String> gatewayArguments(Path pools) {
    return List.of(
        "--host=127.0.0.1",
        "--port=0",
        "--pools=" + pools,
        "--first-byte-timeout=" + wall(PATIENCE),
        "--inter-chunk-timeout=" + wall(PATIENCE),
        "--hold-timeout=" + wall(HOLD),
        "--max-held=" + Math.max(1000, burst.users()));
  }

  /** Simulated time in real milliseconds, as the gateway's flags take it. */
  private String wall(Duration simulated) {
    return Math.max(1000, (long) (simulated.toMillis() / speed)) + "ms";
  }

  String description() {
    return "%s × %s at once; SPEED=%s; %s beside %s"
        .formatted(
            Words.count(burst.users(), "user"),
            Words.count(burst.requestsPerUser(), "request"),
            Words.number(speed),
            autoscalers.getFirst().manifest(),
            autoscalers.getLast().manifest());
  }
}
