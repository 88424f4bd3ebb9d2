package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Proof.Reaction;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Words;
import dev.scaleproof.twin.spec.MetricTarget;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How long each step from the burst to normal latency took, out of what was recorded.
 *
 * @param burst when the first request was sent
 * @param start replicas before it
 * @param scrapeSeconds Prometheus' interval
 * @param ttftBound time to first token up to which latency is normal
 */
record Reactions(
    ScaledObject scaledObject, double burst, int start, double scrapeSeconds, double ttftBound) {
  /** The HPA's default tolerance: it acts on what is more than a tenth above the target. */
  private static final double ABOVE = 1.1;

  private static final double MILLI = 1000;

  /** Requests in a row of which one may be slow: their 95th percentile is within the bound. */
  private static final int IN_A_ROW = 20;

  List<Reaction> of(List<Sample> samples, List<RequestLine> requests) {
    String scrape = "scrape " + Words.seconds(scrapeSeconds);
    String sync = "HPA sync " + Words.seconds(SyncTimes.PERIOD);
    return List.of(
        reaction(
            "Prometheus has a value that asks for more", queueSeen(samples), scrapeSeconds, scrape),
        reaction(
            "The HPA asks for more",
            hpaAsks(samples),
            scrapeSeconds + SyncTimes.PERIOD,
            scrape + " + " + sync),
        reaction(
            "The first new pod is ready",
            podReady(samples),
            null,
            "then a pod is scheduled, starts and passes its probe"),
        reaction(
            "First token within " + Words.seconds(ttftBound) + " again",
            normalAgain(requests),
            null,
            "then the first replica works off what it had queued; from here on at most 1 of "
                + IN_A_ROW
                + " requests in a row was slower"));
  }

  private Reaction reaction(
      String step, OptionalDouble at, @Nullable Double bound, String arithmetic) {
    return new Reaction(
        step,
        at.isPresent() ? Math.round((at.getAsDouble() - burst) * 1e3) / 1e3 : null,
        bound,
        arithmetic);
  }

  /** When the scrape began that brought a trigger's query above what the replicas may have. */
  private OptionalDouble queueSeen(List<Sample> samples) {
    for (Sample sample : samples) {
      if (sample instanceof Sample.Metric metric
          && metric.t() >= burst
          && metric.values().size() == 1
          && asksForMore(metric.name(), metric.values().getFirst())) {
        // The query was evaluated once a second: the sample behind it is a little older.
        return OptionalDouble.of(
            samples.stream()
                .filter(Sample.Scrape.class::isInstance)
                .mapToDouble(Sample::t)
                .filter(t -> t >= burst && t <= metric.t())
                .max()
                .orElse(metric.t()));
      }
    }
    return OptionalDouble.empty();
  }

  private boolean asksForMore(String name, double value) {
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      if (trigger.metricName().equals(name)) {
        double target = trigger.target().amount() / MILLI;
        int replicas = trigger.target().kind() == MetricTarget.Kind.AVERAGE_VALUE ? start : 1;
        return value > target * replicas * ABOVE;
      }
    }
    return false;
  }

  private OptionalDouble hpaAsks(List<Sample> samples) {
    return samples.stream()
        .filter(
            sample ->
                sample instanceof Sample.Decision decision
                    && decision.by().equals(Recording.SYNC)
                    && decision.t() >= burst
                    && decision.desired() > start)
        .mapToDouble(Sample::t)
        .min();
  }

  private OptionalDouble podReady(List<Sample> samples) {
    return samples.stream()
        .filter(
            sample ->
                sample instanceof Sample.Observation observation
                    && observation.t() >= burst
                    && observation.pods().stream().filter(Sample.PodState::serving).count() > start)
        .mapToDouble(Sample::t)
        .min();
  }

  /** When the first request was sent from which on latency stayed within the bound. */
  private OptionalDouble normalAgain(List<RequestLine> requests) {
    List<RequestLine> lines = new ArrayList<>(requests);
    lines.sort(Comparator.comparingDouble(RequestLine::sent));
    int normal = 0;
    for (int from = 0; from < lines.size(); from++) {
      int slow = 0;
      int lastSlow = from;
      for (int i = from; i < Math.min(lines.size(), from + IN_A_ROW); i++) {
        if (lines.get(i).ttft() > ttftBound) {
          slow++;
          lastSlow = i;
        }
      }
      if (slow > 1) {
        normal = lastSlow + 1;
      }
    }
    return normal < lines.size()
        ? OptionalDouble.of(lines.get(normal).sent())
        : OptionalDouble.empty();
  }
}
