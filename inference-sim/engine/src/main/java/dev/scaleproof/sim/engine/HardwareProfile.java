package dev.scaleproof.sim.engine;

import java.util.List;

/**
 * How long a step takes on one kind of GPU with one model, and how much KV cache fits beside its
 * weights. A step lasts {@code base + perPrefillToken × prefill tokens + perSequence × sequences in
 * it + perKvToken × KV tokens that its attention reads}.
 *
 * @param name as users give it
 * @param baseNanos a step's fixed cost: reading the weights, launching kernels
 * @param perPrefillTokenNanos compute of one prompt token
 * @param perSequenceNanos compute and sampling of one more sequence
 * @param perKvTokenNanos reading one token's keys and values
 * @param kvCacheTokens tokens that fit in the KV cache when {@link #USUAL_UTILIZATION} of the
 *     memory is used
 * @param kvCacheTokensPerGpu tokens that would fill the GPU's whole memory; 0 if it has none to
 *     speak of, so that the KV cache is what it is
 */
public record HardwareProfile(
    String name,
    double baseNanos,
    double perPrefillTokenNanos,
    double perSequenceNanos,
    double perKvTokenNanos,
    long kvCacheTokens,
    long kvCacheTokensPerGpu)
    implements StepTime {
  /** The part of the GPU's memory that the profiles' KV caches are sized for. */
  public static final double USUAL_UTILIZATION = 0.9;

  public HardwareProfile {
    requireDuration(baseNanos, "baseNanos");
    requireDuration(perPrefillTokenNanos, "perPrefillTokenNanos");
    requireDuration(perSequenceNanos, "perSequenceNanos");
    requireDuration(perKvTokenNanos, "perKvTokenNanos");
    if (kvCacheTokens < 0) {
      throw new IllegalArgumentException("kvCacheTokens must be at least 0, not " + kvCacheTokens);
    }
    if (kvCacheTokensPerGpu < 0) {
      throw new IllegalArgumentException(
          "kvCacheTokensPerGpu must be at least 0, not " + kvCacheTokensPerGpu);
    }
  }

  /** A profile of a KV cache that does not depend on a GPU's memory. */
  public HardwareProfile(
      String name,
      double baseNanos,
      double perPrefillTokenNanos,
      double perSequenceNanos,
      double perKvTokenNanos,
      long kvCacheTokens) {
    this(
        name, baseNanos, perPrefillTokenNanos, perSequenceNanos, perKvTokenNanos, kvCacheTokens, 0);
  }

  /**
   * The profile of that name, case and all.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static HardwareProfile named(String name) {
    return HardwareProfiles.BUILT_IN.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no profile " + name + ": there are " + String.join(", ", names())));
  }

  /** The names that {@link #named} knows. */
  public static List<String> names() {
    return HardwareProfiles.BUILT_IN.stream().map(HardwareProfile::name).toList();
  }

  /** KV cache blocks of that many tokens each, the reserved one included. */
  public int kvBlocks(int blockSize) {
    return Math.toIntExact(kvCacheTokens / blockSize);
  }

  /**
   * The same GPU with another part of its memory used, above 0 and at most 1. What the weights take
   * stays, so the KV cache grows or shrinks by the whole difference, to 0 at least.
   */
  public HardwareProfile withMemoryUtilization(double utilization) {
    long more = Math.round((utilization - USUAL_UTILIZATION) * kvCacheTokensPerGpu);
    return new HardwareProfile(
        name,
        baseNanos,
        perPrefillTokenNanos,
        perSequenceNanos,
        perKvTokenNanos,
        Math.max(0, kvCacheTokens + more),
        kvCacheTokensPerGpu);
  }

  @Override
  public long stepNanos(int prefillTokens, int sequences, long kvTokens) {
    double nanos =
        baseNanos
            + perPrefillTokenNanos * prefillTokens
            + perSequenceNanos * sequences
            + perKvTokenNanos * kvTokens;
    return Math.max(1, Math.round(nanos));
  }

  private static void requireDuration(double nanos, String name) {
    if (!(nanos >= 0 && nanos < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be a number of at least 0, not " + nanos);
    }
  }
}
