package dev.scaleproof.retrieval.embed;

/** Turns texts into vectors whose dot product says how near their meanings are. */
public interface Embedder {

  /**
   * What has to be the same for two vectors to be comparable: model, tokenizer and pooling. A hash
   * over their content.
   */
  String identity();

  /** Numbers in a vector. */
  int dimensions();

  /** How many tokens of a text count; what follows them is not looked at. */
  int maxTokens();

  /** Tokens of a text, those that mark its begin and end included. */
  int tokens(String text);

  /**
   * The text's vector, of length 1. The same text gives the same vector, whatever was asked before
   * or is asked beside it. May be called by several threads at once.
   */
  float[] embed(String text);
}
