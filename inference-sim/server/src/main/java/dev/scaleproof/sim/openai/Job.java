package dev.scaleproof.sim.openai;

import java.util.List;

/** A request that has been found good: prompts and what to do with each. */
record Job(WireFormat format, Parameters parameters, List<Prompt> prompts, int maxModelLen) {
  /** As many tokens as were asked for, or as the context has room for. */
  int maxTokens(Prompt prompt) {
    int room = maxModelLen - prompt.tokens().length;
    Long asked = parameters.maxTokens();
    return asked == null ? room : (int) Math.min(asked, room);
  }

  int choices() {
    return Math.toIntExact(prompts.size() * parameters.n());
  }

  int promptTokens() {
    return prompts.stream().mapToInt(prompt -> prompt.tokens().length).sum();
  }
}
