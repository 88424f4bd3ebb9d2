package dev.scaleproof.sim.metrics;

import dev.scaleproof.sim.engine.EngineConfig;
import dev.scaleproof.sim.engine.EngineState;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.engine.StepSummary;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.StepObserver;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code vllm:} families, in the order of vLLM 0.32's scrape, in simulated seconds. Written by
 * the engine's thread; {@link #write} may run on any thread and sees whole steps only.
 */
public final class EngineMetrics implements StepObserver {
  private static final double NANOS = 1e9;

  private final SampleTable table = new SampleTable();
  private final List<Family> families = new ArrayList<>();
  private final String model;

  private final int running;
  private final int waiting;
  private final int waitingForCapacity;
  private final int waitingDeferred;
  private final int awake;
  private final int weightsOffloaded;
  private final int allDiscarded;
  private final int kvCacheUsage;
  private final int prefixQueries;
  private final int prefixHits;
  private final int preemptions;
  private final int promptTokens;
  private final int computedLocally;
  private final int cachedLocally;
  private final int cachedTokens;
  private final int cachedOnDevice;
  private final int generationTokens;
  private final Map<FinishReason, Integer> finished = new EnumMap<>(FinishReason.class);
  private final AdmissionRejections rejections;
  private final Histogram requestPrompt;
  private final Histogram requestGeneration;
  private final Histogram iterationTokens;
  private final Histogram requestLongest;
  private final Histogram requestAnswers;
  private final Histogram requestMaxTokens;
  private final Histogram firstToken;
  private final Histogram interToken;
  private final Histogram timePerOutputToken;
  private final Histogram endToEnd;
  private final Histogram queueTime;
  private final Histogram inferenceTime;
  private final Histogram prefillTime;
  private final Histogram decodeTime;
  private final Histogram requestPreemptions;
  private final Histogram prefillComputed;

  public EngineMetrics(
      String model, EngineConfig config, boolean blockSizeChosen, double gpuMemoryUtilization) {
    this.model = model;
    double[] lengths = Buckets.upTo(config.maxModelLen());
    counter("estimated_flops_per_gpu");
    counter("estimated_read_bytes_per_gpu");
    counter("estimated_write_bytes_per_gpu");
    running = gauge("num_requests_running");
    waiting = gauge("num_requests_waiting");
    Family byReason = family(Family.gauge(table, "vllm:num_requests_waiting_by_reason"));
    waitingForCapacity = byReason.series(labels("reason", "capacity"));
    waitingDeferred = byReason.series(labels("reason", "deferred"));
    Family sleep = family(Family.gauge(table, "vllm:engine_sleep_state"));
    awake = sleep.series(labels("sleep_state", "awake"));
    weightsOffloaded = sleep.series(labels("sleep_state", "weights_offloaded"));
    allDiscarded = sleep.series(labels("sleep_state", "discard_all"));
    table.set(awake, 1);
    kvCacheUsage = gauge("kv_cache_usage_perc");
    prefixQueries = counter("prefix_cache_queries");
    prefixHits = counter("prefix_cache_hits");
    counter("external_prefix_cache_queries");
    counter("external_prefix_cache_hits");
    counter("mm_cache_queries");
    counter("mm_cache_hits");
    preemptions = counter("num_preemptions");
    promptTokens = counter("prompt_tokens");
    Family bySource = family(Family.counter(table, "vllm:prompt_tokens_by_source"));
    computedLocally = bySource.series(labels("source", "local_compute"));
    cachedLocally = bySource.series(labels("source", "local_cache_hit"));
    bySource.series(labels("source", "external_kv_transfer"));
    cachedTokens = counter("prompt_tokens_cached");
    Family byTier = family(Family.counter(table, "vllm:prompt_tokens_cached_by_source"));
    cachedOnDevice = byTier.series(labels("source", "device"));
    for (String tier : List.of("host", "p2p", "disk", "external_unspecified")) {
      byTier.series(labels("source", tier));
    }
    generationTokens = counter("generation_tokens");
    Family success = family(Family.counter(table, "vllm:request_success"));
    for (FinishReason reason : FinishReason.values()) {
      String name = reason.name().toLowerCase(Locale.ROOT);
      finished.put(
          reason, success.series("engine", "0", "finished_reason", name, "model_name", model));
    }
    rejections = new AdmissionRejections(model);
    families.add(rejections.family());
    requestPrompt = histogram("request_prompt_tokens", lengths);
    requestGeneration = histogram("request_generation_tokens", lengths);
    iterationTokens = histogram("iteration_tokens_total", Buckets.ITERATION_TOKENS);
    requestLongest = histogram("request_max_num_generation_tokens", lengths);
    requestAnswers = histogram("request_params_n", Buckets.ANSWERS);
    requestMaxTokens = histogram("request_params_max_tokens", lengths);
    firstToken = histogram("time_to_first_token_seconds", Buckets.FIRST_TOKEN);
    interToken = histogram("inter_token_latency_seconds", Buckets.BETWEEN_TOKENS);
    timePerOutputToken = histogram("request_time_per_output_token_seconds", Buckets.BETWEEN_TOKENS);
    endToEnd = histogram("e2e_request_latency_seconds", Buckets.REQUEST);
    queueTime = histogram("request_queue_time_seconds", Buckets.REQUEST);
    inferenceTime = histogram("request_inference_time_seconds", Buckets.REQUEST);
    prefillTime = histogram("request_prefill_time_seconds", Buckets.REQUEST);
    decodeTime = histogram("request_decode_time_seconds", Buckets.REQUEST);
    requestPreemptions = histogram("request_num_preemptions", Buckets.PREEMPTIONS);
    prefillComputed = histogram("request_prefill_kv_computed_tokens", lengths);
    Family cache = family(Family.gauge(table, "vllm:cache_config_info"));
    table.set(
        cache.series(CacheConfigInfo.labels(config, blockSizeChosen, gpuMemoryUtilization)), 1);
    table.publish();
  }

  /** Counts requests that a queue limit turned away; may be called from any thread. */
  public AdmissionRejections rejections() {
    return rejections;
  }

  /** Appends the families in Prometheus' text format. */
  public void write(StringBuilder out) {
    double[] values = table.snapshot();
    double[] rejected = rejections.snapshot();
    for (Family family : families) {
      family.write(out, family == rejections.family() ? rejected : values);
    }
  }

  @Override
  public void firstToken(Sequence sequence, long now) {
    firstToken.observe((now - sequence.arrivedAt()) / NANOS);
  }

  @Override
  public void laterToken(long gap) {
    interToken.observe(gap / NANOS);
  }

  @Override
  public void finished(Sequence sequence, FinishReason reason, long now) {
    table.add(Objects.requireNonNull(finished.get(reason)), 1);
    endToEnd.observe((now - sequence.arrivedAt()) / NANOS);
    requestPrompt.observe(sequence.promptTokens());
    requestGeneration.observe(sequence.generated());
    requestPreemptions.observe(sequence.preemptions());
    requestMaxTokens.observe(sequence.maxTokens());
    if (sequence.generated() > 0) {
      long scheduled = sequence.firstScheduledAt();
      long first = sequence.firstTokenAt();
      long last = sequence.lastTokenAt();
      queueTime.observe((scheduled - sequence.arrivedAt()) / NANOS);
      prefillTime.observe((first - scheduled) / NANOS);
      decodeTime.observe((last - first) / NANOS);
      inferenceTime.observe((last - scheduled) / NANOS);
      timePerOutputToken.observe(
          sequence.generated() > 1 ? (last - first) / NANOS / (sequence.generated() - 1) : 0);
      prefillComputed.observe(sequence.promptTokens() - sequence.cachedTokens());
    }
  }

  @Override
  public void requestFinished(GenerationRequest request, int longestAnswer) {
    requestAnswers.observe(request.answers());
    requestLongest.observe(longestAnswer);
  }

  @Override
  public void stepped(StepSummary step) {
    iterationTokens.observe(step.promptTokens() + step.generatedTokens());
  }

  @Override
  public void slept(boolean asleep, int level) {
    table.set(awake, asleep ? 0 : 1);
    table.set(weightsOffloaded, asleep && level == 1 ? 1 : 0);
    table.set(allDiscarded, asleep && level == 2 ? 1 : 0);
    table.publish();
  }

  @Override
  public void published(EngineState state) {
    table.set(running, state.running());
    table.set(waiting, state.waiting());
    table.set(waitingForCapacity, state.waitingForCapacity());
    table.set(waitingDeferred, state.waitingDeferred());
    table.set(kvCacheUsage, state.kvCacheUsage());
    table.set(prefixQueries, (double) state.prefixCacheQueries());
    table.set(prefixHits, (double) state.prefixCacheHits());
    table.set(cachedOnDevice, (double) state.prefixCacheHits());
    table.set(preemptions, (double) state.preemptions());
    table.set(promptTokens, (double) state.promptTokens());
    table.set(computedLocally, (double) (state.promptTokens() - state.cachedPromptTokens()));
    table.set(cachedLocally, (double) state.cachedPromptTokens());
    table.set(cachedTokens, (double) state.cachedPromptTokens());
    table.set(generationTokens, (double) state.generationTokens());
    table.publish();
  }

  private int gauge(String name) {
    return family(Family.gauge(table, "vllm:" + name)).series(labels());
  }

  private int counter(String name) {
    return family(Family.counter(table, "vllm:" + name)).series(labels());
  }

  private Histogram histogram(String name, double[] bounds) {
    return family(Family.histogram(table, "vllm:" + name)).histogram(bounds, labels());
  }

  private Family family(Family family) {
    families.add(family);
    return family;
  }

  private String[] labels() {
    return new String[] {"engine", "0", "model_name", model};
  }

  private String[] labels(String name, String value) {
    return new String[] {"engine", "0", "model_name", model, name, value};
  }
}
