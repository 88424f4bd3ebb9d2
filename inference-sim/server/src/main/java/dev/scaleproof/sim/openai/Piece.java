package dev.scaleproof.sim.openai;

import java.util.List;

/**
 * What one token adds to a streamed choice.
 *
 * @param text the text that has become certain
 * @param toolParts parts of tool calls
 * @param callsTools whether the choice consists of tool calls, so that its text is not content
 * @param token what is shown of the token itself
 * @param ending why the choice ends with it, or {@link Ending#NOT_YET}
 * @param more further fields of the chunk, each with a comma in front
 */
record Piece(
    String text,
    List<ToolProgress.Part> toolParts,
    boolean callsTools,
    TokenDetails token,
    Ending ending,
    String more) {
  /** Whether there is anything to send. */
  boolean isEmpty() {
    return callsTools && toolParts.isEmpty() && ending.reason() == null && token.isEmpty();
  }
}
