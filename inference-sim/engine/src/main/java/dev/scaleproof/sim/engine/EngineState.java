package dev.scaleproof.sim.engine;

/**
 * A snapshot of gauges and of counters since the engine was made, named as vLLM's metrics are.
 *
 * @param running {@code vllm:num_requests_running}
 * @param waitingForCapacity {@code vllm:num_requests_waiting_by_reason{reason="capacity"}}
 * @param waitingDeferred {@code vllm:num_requests_waiting_by_reason{reason="deferred"}}
 * @param usedBlocks blocks that sequences hold; cached blocks that nobody holds are free
 * @param usableBlocks all blocks but the reserved one
 * @param promptTokens {@code vllm:prompt_tokens_total}
 * @param cachedPromptTokens {@code vllm:prompt_tokens_cached_total}: those of {@code promptTokens}
 *     that came from the prefix cache
 * @param generationTokens {@code vllm:generation_tokens_total}
 * @param prefixCacheQueries {@code vllm:prefix_cache_queries_total}, in tokens
 * @param prefixCacheHits {@code vllm:prefix_cache_hits_total}, in tokens
 * @param preemptions {@code vllm:num_preemptions_total}
 * @param steps steps that ended
 */
public record EngineState(
    int running,
    int waitingForCapacity,
    int waitingDeferred,
    int usedBlocks,
    int usableBlocks,
    long promptTokens,
    long cachedPromptTokens,
    long generationTokens,
    long prefixCacheQueries,
    long prefixCacheHits,
    long preemptions,
    long steps) {

  /** {@code vllm:num_requests_waiting}. */
  public int waiting() {
    return waitingForCapacity + waitingDeferred;
  }

  /** {@code vllm:kv_cache_usage_perc}, from 0 to 1. */
  public double kvCacheUsage() {
    return (double) usedBlocks / usableBlocks;
  }
}
