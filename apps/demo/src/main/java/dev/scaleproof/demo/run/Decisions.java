package dev.scaleproof.demo.run;

import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Seconds;
import dev.scaleproof.twin.Decision;
import dev.scaleproof.twin.MetricReading;

/** The twin's decisions as lines of the samples file. */
public final class Decisions {
  /** The HPA, as people call it in one run. */
  public static final String SYNC = "HPA sync";

  private Decisions() {}

  /** One decision. */
  public static Sample.Decision sample(Decision decision) {
    return new Sample.Decision(
        Seconds.of(decision.at()),
        switch (decision.by()) {
          case KEDA_CONTROLLER -> "KEDA controller";
          case KEDA_POLL -> "KEDA poll";
          case HPA_SYNC -> SYNC;
        },
        decision.currentReplicas(),
        decision.desiredReplicas(),
        decision.reason(),
        decision.message(),
        decision.metrics().stream().map(Decisions::reading).toList());
  }

  private static Sample.Reading reading(MetricReading reading) {
    return new Sample.Reading(
        reading.name(),
        reading.value(),
        reading.threshold(),
        reading.target() == null ? null : reading.target().word(),
        reading.proposal(),
        reading.error());
  }
}
