package dev.scaleproof.sim.openai;

/**
 * What is shown of a prompt, as JSON.
 *
 * @param ids its tokens' ids, or null
 * @param text its text, or null
 * @param logprobs its tokens' probabilities, or null
 */
record PromptDetails(String ids, String text, String logprobs) {
  static final PromptDetails NONE = new PromptDetails("null", "null", "null");
}
