package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.hpa.MetricUnavailable;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.ScalingModifiers;
import dev.scaleproof.twin.spec.Trigger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * KEDA's work on one ScaledObject: the poll ({@code checkScalers}, {@code getScaledObjectState})
 * and the answers to the HPA's queries ({@code GetScaledObjectMetrics}), both of {@code
 * pkg/scaling/scale_handler.go} in KEDA 2.21. The two share failure counts and records. Not
 * thread-safe.
 */
public final class KedaOperator {
  private final ScaledObject scaledObject;
  private final Duration createdAt;
  private final FallbackRule fallback;
  private final @Nullable Composite composite;
  private final Map<String, Observation> records = new HashMap<>();
  private final Map<String, Observation> lastAnswers = new HashMap<>();
  private @Nullable Duration lastActive;

  /**
   * Starts without records and failures.
   *
   * @param createdAt when the ScaledObject was created
   * @param lastActive its status' last active time; null if never
   */
  public KedaOperator(
      ScaledObject scaledObject, Duration createdAt, @Nullable Duration lastActive) {
    this.scaledObject = scaledObject;
    this.createdAt = createdAt;
    this.lastActive = lastActive;
    this.fallback = new FallbackRule(scaledObject);
    ScalingModifiers modifiers = scaledObject.scalingModifiers();
    this.composite = modifiers == null ? null : new Composite(scaledObject, modifiers);
  }

  /**
   * The same after a change of the ScaledObject: the status survives.
   *
   * @param stopped the scale loop stopped in between, so that recorded values are gone
   */
  public KedaOperator restarted(ScaledObject changed, boolean stopped) {
    KedaOperator restarted = new KedaOperator(changed, createdAt, lastActive);
    restarted.fallback.continueFrom(fallback);
    if (!stopped) {
      restarted.records.putAll(records);
    }
    return restarted;
  }

  /** The status' last active time; null if never. */
  public @Nullable Duration lastActive() {
    return lastActive;
  }

  /** Failures in a row by metric, of metrics that a fallback watches. */
  public Map<String, Integer> failures() {
    return Map.copyOf(fallback.failures());
  }

  /** True if the last answer to the HPA for this metric was made up by the fallback. */
  public boolean answeredByFallback(String metric) {
    Observation answer = lastAnswers.get(metric);
    return answer != null && answer.fallback();
  }

  /**
   * One tick of the scale loop.
   *
   * @param hpaActive the HPA's condition ScalingActive is true
   */
  public PollResult poll(Duration now, Workload workload, MetricSource source, boolean hpaActive) {
    boolean reuse = usesHpaObservations() && hpaActive;
    Health health = fallback.forPoll();
    Map<Trigger.External, Observation> observations = new LinkedHashMap<>();
    boolean active = false;
    boolean error = false;
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      Observation reused = reuse ? records.get(trigger.metricName()) : null;
      Observation observation =
          reused == null ? observe(trigger, null, now, workload, source, health) : reused;
      observations.put(trigger, observation);
      error |= observation.error() != null;
      active |= observation.error() == null && (observation.active() || observation.fallback());
    }
    ScalingModifiers modifiers = scaledObject.scalingModifiers();
    if (modifiers != null && composite != null) {
      Observation value = composite.value(observations, fallback, health);
      active =
          !error
              && value.milliValue() != null
              && Quantity.approximate(value.milliValue()) > modifiers.activationTarget();
    }
    if (error) {
      fallback.dropCached();
    }
    if (observations.isEmpty()) {
      active = true;
    }
    ScaleExecutor.Outcome outcome =
        ScaleExecutor.decide(
            scaledObject,
            new ScaleExecutor.Situation(
                active, error, workload.specReplicas(), createdAt, lastActive, now));
    if (outcome.wasActive()) {
      // The API server keeps whole seconds.
      lastActive = now.truncatedTo(ChronoUnit.SECONDS);
    }
    storeCached(observations);
    return new PollResult(
        workload.specReplicas(),
        outcome.replicas(),
        active,
        error,
        readings(observations),
        outcome.activeReason(),
        outcome.readyReason(),
        outcome.message());
  }

  /**
   * The HPA's question for one of its External metrics.
   *
   * @return the values in thousandths
   * @throws MetricUnavailable if KEDA answers with an error
   */
  public List<Long> query(String metric, Duration now, Workload workload, MetricSource source) {
    Health health = fallback.forQuery();
    Map<Trigger.External, Observation> observations = new LinkedHashMap<>();
    boolean error = false;
    boolean madeUp = false;
    for (Trigger.External trigger : concerned(metric)) {
      Observation observation = observe(trigger, cached(trigger), now, workload, source, health);
      observations.put(trigger, observation);
      error |= observation.error() != null;
      madeUp |= observation.fallback();
      if (usesHpaObservations()) {
        records.put(trigger.metricName(), observation);
      }
    }
    if (error) {
      fallback.dropCached();
    }
    if (error && !madeUp) {
      String first =
          observations.values().stream()
              .map(Observation::error)
              .filter(problem -> problem != null)
              .findFirst()
              .orElse("");
      lastAnswers.put(metric, Observation.failed(first));
      throw new MetricUnavailable("metric:" + metric + " encountered error: " + first);
    }
    Observation answer =
        composite != null
            ? composite.value(observations, fallback, health)
            : observations.values().stream()
                .findFirst()
                .orElseGet(() -> Observation.failed("no matching metrics found for " + metric));
    lastAnswers.put(metric, answer);
    if (answer.milliValue() == null) {
      throw new MetricUnavailable(
          "no metrics returned from external metrics API: " + answer.error());
    }
    return List.of(answer.milliValue());
  }

  /**
   * observeMetric: a cached record stands for the source's answer, and goes through fallback too.
   */
  private Observation observe(
      Trigger.External trigger,
      @Nullable Observation cached,
      Duration now,
      Workload workload,
      MetricSource source,
      Health health) {
    Observation raw =
        cached != null
            ? cached
            : Scalers.read(
                trigger,
                source.ask(
                    new MetricRequest(trigger.metricName(), trigger.type(), trigger.query()), now));
    return fallback.apply(trigger, raw, workload, health);
  }

  /** The triggers behind a metric; those that answer from the cache do so first. */
  private List<Trigger.External> concerned(String metric) {
    List<Trigger.External> concerned = new ArrayList<>();
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      if (composite != null || trigger.metricName().equals(metric)) {
        concerned.add(trigger);
      }
    }
    concerned.sort(Comparator.comparing(trigger -> cached(trigger) == null));
    return concerned;
  }

  private @Nullable Observation cached(Trigger.External trigger) {
    return trigger.useCachedMetrics() ? records.get(trigger.metricName()) : null;
  }

  /** IsPollingIntervalRelevant and UsesHPAObservations of scaledobject_types.go. */
  private boolean usesHpaObservations() {
    return scaledObject.minReplicaCount() > 0
        && scaledObject.idleReplicaCount().isEmpty()
        && scaledObject.scalingModifiers() == null
        && scaledObject.externalTriggers().stream().noneMatch(Trigger.External::useCachedMetrics);
  }

  private void storeCached(Map<Trigger.External, Observation> observations) {
    Map<String, Observation> cached = new HashMap<>();
    observations.forEach(
        (trigger, observation) -> {
          if (trigger.useCachedMetrics()) {
            cached.put(trigger.metricName(), observation);
          }
        });
    if (!cached.isEmpty()) {
      records.clear();
      records.putAll(cached);
    }
  }

  private List<TriggerReading> readings(Map<Trigger.External, Observation> observations) {
    List<TriggerReading> readings = new ArrayList<>();
    for (Trigger trigger : scaledObject.triggers()) {
      switch (trigger) {
        case Trigger.PodResource resource ->
            readings.add(new TriggerReading(resource.type(), null, 0, true, false, null));
        case Trigger.External external -> {
          Observation observation = observations.get(external);
          if (observation != null) {
            readings.add(
                new TriggerReading(
                    external.metricName(),
                    observation.milliValue(),
                    external.activationThreshold(),
                    observation.active(),
                    observation.fallback(),
                    observation.error()));
          }
        }
      }
    }
    return readings;
  }
}
