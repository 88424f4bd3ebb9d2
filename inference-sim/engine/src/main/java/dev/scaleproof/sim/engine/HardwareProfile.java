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
 * @param kvCacheTokens tokens that fit in the KV cache
 */
public record HardwareProfile(
    String name,
    double baseNanos,
    double perPrefillTokenNanos,
    double perSequenceNanos,
    double perKvTokenNanos,
    long kvCacheTokens) {

  public HardwareProfile {
    requireDuration(baseNanos, "baseNanos");
    requireDuration(perPrefillTokenNanos, "perPrefillTokenNanos");
    requireDuration(perSequenceNanos, "perSequenceNanos");
    requireDuration(perKvTokenNanos, "perKvTokenNanos");
    if (kvCacheTokens < 0) {
      throw new IllegalArgumentException("kvCacheTokens must be at least 0, not " + kvCacheTokens);
    }
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

  /** A step's duration in simulated nanoseconds, at least 1. */
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
