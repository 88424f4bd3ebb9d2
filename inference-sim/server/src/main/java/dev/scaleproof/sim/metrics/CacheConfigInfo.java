package dev.scaleproof.sim.metrics;

import dev.scaleproof.sim.engine.EngineConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Labels of {@code vllm:cache_config_info}: what is simulated, and vLLM's defaults for the rest.
 */
final class CacheConfigInfo {
  private CacheConfigInfo() {}

  static String[] labels(
      EngineConfig config, boolean blockSizeChosen, double gpuMemoryUtilization) {
    Map<String, String> labels = new TreeMap<>();
    String blockSize = Integer.toString(config.blockSize());
    long tokens = (long) config.numBlocks() * config.blockSize();
    labels.put("_block_size_resolved", "True");
    labels.put("block_size", blockSize);
    labels.put("cache_dtype", "auto");
    labels.put("cache_hit_alignment_tokens", "None");
    labels.put("effective_attention_block_size", blockSize);
    labels.put("enable_mamba_shared_prefix_checkpoint", "False");
    labels.put("enable_prefix_caching", config.prefixCaching() ? "True" : "False");
    labels.put("engine", "0");
    labels.put("gpu_memory_utilization", Double.toString(gpuMemoryUtilization));
    labels.put("hash_block_size", "None");
    labels.put("is_attention_free", "False");
    labels.put("kv_cache_dtype_skip_layers", "[]");
    labels.put("kv_cache_layout", "None");
    labels.put("kv_cache_max_concurrency", Double.toString((double) tokens / config.maxModelLen()));
    labels.put("kv_cache_memory_bytes", "None");
    labels.put("kv_cache_size_tokens", Long.toString(tokens));
    labels.put("kv_offloading_backend", "native");
    labels.put("kv_offloading_size", "None");
    labels.put("kv_sharing_fast_prefill", "False");
    labels.put("mamba_block_size", "None");
    labels.put("mamba_cache_dtype", "auto");
    labels.put("mamba_cache_mode", "none");
    labels.put("mamba_page_size_padded", "None");
    labels.put("mamba_ssm_cache_dtype", "auto");
    labels.put("num_cpu_blocks", "None");
    labels.put("num_gpu_blocks", Integer.toString(config.numBlocks()));
    labels.put("num_gpu_blocks_override", "None");
    labels.put("prefix_cache_retention_interval", "0");
    labels.put("prefix_caching_hash_algo", "sha256");
    labels.put("prefix_match_unit", "None");
    labels.put("replayssm_buffer_len", "16");
    labels.put("skip_page_size_padded", "None");
    labels.put("sliding_window", "None");
    labels.put("swa_bounded_replay", "True");
    labels.put("use_kda_recoverssm", "False");
    labels.put("use_replayssm", "False");
    labels.put("user_specified_block_size", blockSizeChosen ? "True" : "False");
    return labels.entrySet().stream()
        .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
        .toArray(String[]::new);
  }
}
