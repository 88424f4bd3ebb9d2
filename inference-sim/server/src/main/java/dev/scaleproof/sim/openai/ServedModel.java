package dev.scaleproof.sim.openai;

import java.util.List;

/**
 * The model as clients see it.
 *
 * @param names what requests may call it; the first one is how answers call it
 * @param root the model behind every name
 * @param fingerprint {@code system_fingerprint}
 * @param blockSize tokens in a KV cache block
 * @param promptDetails whether usage says how much of the prompt was cached
 * @param forceUsage whether every stream ends with usage, asked for or not
 * @param toolParser whether tool calls can be read from answers
 * @param autoTools whether the model may choose to call tools
 */
public record ServedModel(
    List<String> names,
    String root,
    int maxModelLen,
    String fingerprint,
    int blockSize,
    boolean prefixCaching,
    boolean promptDetails,
    boolean forceUsage,
    boolean toolParser,
    boolean autoTools) {
  public String name() {
    return names.getFirst();
  }
}
