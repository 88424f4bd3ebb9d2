package dev.scaleproof.retrieval.text;

/**
 * A passage that is found as a whole.
 *
 * @param heading of its section, or the document's title; may be empty
 * @param text whole sentences
 */
public record Chunk(String heading, String text) {

  /** What is embedded: the heading says what "it" is in the sentences under it. */
  public String passage() {
    return heading.isEmpty() ? text : heading + "\n" + text;
  }
}
