package dev.scaleproof.sim.openai;

/**
 * What an answer shows beside its text.
 *
 * @param logprobs whether each token comes with its probability
 * @param others how many other tokens come with each
 * @param promptLogprobs how many tokens come with each of the prompt's; below 0 for none
 * @param tokenIds whether the tokens' ids are given
 * @param tokensAsIds whether tokens with probabilities are named by their ids
 * @param promptText whether the prompt's text is given
 */
record OutputOptions(
    boolean logprobs,
    int others,
    int promptLogprobs,
    boolean tokenIds,
    boolean tokensAsIds,
    boolean promptText) {
  static final OutputOptions PLAIN = new OutputOptions(false, 0, -1, false, false, false);
}
