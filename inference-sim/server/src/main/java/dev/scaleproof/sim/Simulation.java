package dev.scaleproof.sim;

import dev.scaleproof.sim.engine.EngineConfig;
import dev.scaleproof.sim.engine.HardwareProfile;
import dev.scaleproof.sim.engine.SchedulingPolicy;
import dev.scaleproof.sim.profile.ProfileFile;
import dev.scaleproof.sim.text.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is simulated, made from the flags.
 *
 * @param blockSizeChosen whether a flag set the block size
 * @param reportedUtilization the part of the GPU's memory that metrics say is used
 */
record Simulation(
    EngineConfig config,
    HardwareProfile profile,
    boolean blockSizeChosen,
    double reportedUtilization) {
  /** vLLM's default, as recorded; the profiles' KV caches are those of 0.9. */
  private static final double VLLM_UTILIZATION = 0.92;

  private static final Pattern CONSTANT = Pattern.compile("constant:(\\d{1,9})(us|ms|s)");
  private static final long CONSTANT_KV_TOKENS = 16L << 20;

  /** Throws picocli's exception, with a line that names the flag, if flags contradict. */
  static Simulation of(ServerOptions options) {
    double utilization = utilization(options);
    HardwareProfile profile = profile(options).withMemoryUtilization(utilization);
    int blockSize = options.blockSizeOrDefault();
    requireAtLeast(options, 1, blockSize, "--block-size");
    requireAtLeast(options, 1, options.maxNumSeqs, "--max-num-seqs");
    requireAtLeast(options, 1, options.maxNumBatchedTokens, "--max-num-batched-tokens");
    requireAtLeast(options, 1, options.maxModelLen, "--max-model-len");
    int blocks = options.numGpuBlocks == null ? profile.kvBlocks(blockSize) : options.numGpuBlocks;
    if (blocks < 2 && options.numGpuBlocks == null) {
      throw options.mistake(
          "--gpu-memory-utilization %s leaves no room for a KV cache beside the model on %s"
              .formatted(utilization, profile.name()));
    }
    requireAtLeast(options, 2, blocks, "--num-gpu-blocks-override");
    if (options.maxNumBatchedTokens < options.maxNumSeqs) {
      throw options.mistake(
          "--max-num-batched-tokens %d is below --max-num-seqs %d"
              .formatted(options.maxNumBatchedTokens, options.maxNumSeqs));
    }
    if (options.enablePrefixCaching && options.noEnablePrefixCaching) {
      throw options.mistake("--enable-prefix-caching and --no-enable-prefix-caching contradict");
    }
    long room = (blocks - 1L) * blockSize;
    if (room < options.maxModelLen) {
      throw options.mistake(
          "--max-model-len %d does not fit into the KV cache of %d tokens"
              .formatted(options.maxModelLen, room));
    }
    EngineConfig config =
        EngineConfig.defaults(profile)
            .withMaxNumSeqs(options.maxNumSeqs)
            .withMaxNumBatchedTokens(options.maxNumBatchedTokens)
            .withMaxModelLen(options.maxModelLen)
            .withBlocks(blockSize, blocks)
            .withPrefixCaching(!options.noEnablePrefixCaching)
            .withSchedulingPolicy(schedulingPolicy(options))
            .withEndOfSequenceToken(Vocabulary.END_OF_SEQUENCE);
    Double given = options.gpuMemoryUtilization;
    return new Simulation(
        config, profile, options.blockSize != null, given == null ? VLLM_UTILIZATION : given);
  }

  private static SchedulingPolicy schedulingPolicy(ServerOptions options) {
    return switch (options.schedulingPolicy) {
      case "fcfs" -> SchedulingPolicy.FCFS;
      case "priority" -> SchedulingPolicy.PRIORITY;
      default ->
          throw options.mistake(
              "--scheduling-policy must be fcfs or priority, not " + options.schedulingPolicy);
    };
  }

  private static double utilization(ServerOptions options) {
    Double given = options.gpuMemoryUtilization;
    if (given == null) {
      return HardwareProfile.USUAL_UTILIZATION;
    }
    if (!(given > 0 && given <= 1)) {
      throw options.mistake("--gpu-memory-utilization must be above 0 and at most 1, not " + given);
    }
    return given;
  }

  private static HardwareProfile profile(ServerOptions options) {
    Matcher constant = CONSTANT.matcher(options.profile);
    if (constant.matches()) {
      double unit =
          switch (constant.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            default -> 1e9;
          };
      double nanos = Long.parseLong(constant.group(1)) * unit;
      return new HardwareProfile(options.profile, nanos, 0, 0, 0, CONSTANT_KV_TOKENS);
    }
    if (Files.isRegularFile(Path.of(options.profile))) {
      try {
        return ProfileFile.read(Path.of(options.profile));
      } catch (IllegalArgumentException wrong) {
        throw options.mistake("--profile %s %s".formatted(options.profile, wrong.getMessage()));
      }
    }
    try {
      return HardwareProfile.named(options.profile);
    } catch (IllegalArgumentException unknown) {
      throw options.mistake(
          "--profile %s is unknown: there are %s, constant:TIME and files of fit-profile"
              .formatted(options.profile, String.join(", ", HardwareProfile.names())));
    }
  }

  private static void requireAtLeast(ServerOptions options, int least, int value, String flag) {
    if (value < least) {
      throw options.mistake("%s must be at least %d, not %d".formatted(flag, least, value));
    }
  }
}
