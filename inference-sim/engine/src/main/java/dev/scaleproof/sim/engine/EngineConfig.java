package dev.scaleproof.sim.engine;

/**
 * The settings of one engine, with vLLM's names and defaults.
 *
 * @param maxNumSeqs most sequences in one batch
 * @param maxNumBatchedTokens most tokens computed in one step
 * @param maxModelLen most tokens of prompt and answer together
 * @param blockSize tokens in a KV cache block
 * @param numBlocks KV cache blocks, one of which vLLM reserves and never hands out
 * @param prefixCaching whether whole blocks of equal prefixes are shared
 * @param schedulingPolicy who is admitted first, and who loses its slot first
 * @param endOfSequenceToken the token id that ends an answer, or {@link #NO_TOKEN}
 */
public record EngineConfig(
    int maxNumSeqs,
    int maxNumBatchedTokens,
    int maxModelLen,
    int blockSize,
    int numBlocks,
    boolean prefixCaching,
    SchedulingPolicy schedulingPolicy,
    int endOfSequenceToken) {

  /** No such token. */
  public static final int NO_TOKEN = -1;

  public EngineConfig {
    requireAtLeast(1, maxNumSeqs, "maxNumSeqs");
    requireAtLeast(1, maxNumBatchedTokens, "maxNumBatchedTokens");
    requireAtLeast(1, maxModelLen, "maxModelLen");
    requireAtLeast(1, blockSize, "blockSize");
    requireAtLeast(2, numBlocks, "numBlocks");
  }

  /** vLLM's defaults for an API server, with as many blocks as the profile's memory holds. */
  public static EngineConfig defaults(HardwareProfile profile) {
    return new EngineConfig(
        256, 2048, 4096, 16, profile.kvBlocks(16), true, SchedulingPolicy.FCFS, NO_TOKEN);
  }

  public EngineConfig withMaxNumSeqs(int value) {
    return new EngineConfig(
        value,
        maxNumBatchedTokens,
        maxModelLen,
        blockSize,
        numBlocks,
        prefixCaching,
        schedulingPolicy,
        endOfSequenceToken);
  }

  public EngineConfig withMaxNumBatchedTokens(int value) {
    return new EngineConfig(
        maxNumSeqs,
        value,
        maxModelLen,
        blockSize,
        numBlocks,
        prefixCaching,
        schedulingPolicy,
        endOfSequenceToken);
  }

  public EngineConfig withMaxModelLen(int value) {
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        value,
        blockSize,
        numBlocks,
        prefixCaching,
        schedulingPolicy,
        endOfSequenceToken);
  }

  /** Sets both: the same memory holds fewer blocks when they are larger. */
  public EngineConfig withBlocks(int newBlockSize, int newNumBlocks) {
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        newBlockSize,
        newNumBlocks,
        prefixCaching,
        schedulingPolicy,
        endOfSequenceToken);
  }

  public EngineConfig withPrefixCaching(boolean value) {
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        blockSize,
        numBlocks,
        value,
        schedulingPolicy,
        endOfSequenceToken);
  }

  public EngineConfig withSchedulingPolicy(SchedulingPolicy value) {
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        blockSize,
        numBlocks,
        prefixCaching,
        value,
        endOfSequenceToken);
  }

  public EngineConfig withEndOfSequenceToken(int value) {
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        maxModelLen,
        blockSize,
        numBlocks,
        prefixCaching,
        schedulingPolicy,
        value);
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
    }
  }
}
