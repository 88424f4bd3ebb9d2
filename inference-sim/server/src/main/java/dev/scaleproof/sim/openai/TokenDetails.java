package dev.scaleproof.sim.openai;

/**
 * What is shown of tokens beside their text, as JSON.
 *
 * @param logprobs their probabilities in the surface's form, or null
 * @param ids their ids, or null
 */
record TokenDetails(String logprobs, String ids) {
  static final TokenDetails NONE = new TokenDetails("null", "null");

  boolean isEmpty() {
    return logprobs.equals("null") && ids.equals("null");
  }
}
