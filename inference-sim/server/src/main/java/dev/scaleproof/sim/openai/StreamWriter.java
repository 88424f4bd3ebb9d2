package dev.scaleproof.sim.openai;

/** Writes the stream of one choice where it is more than text in chunks of one form. */
interface StreamWriter {
  /** Text of the prompt that the answer repeats, as its own event; empty if there is none. */
  String echo(String text);

  /** What one token adds, or the end, or both. */
  String piece(Piece piece);
}
