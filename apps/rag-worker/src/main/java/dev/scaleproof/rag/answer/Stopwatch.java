package dev.scaleproof.rag.answer;

/** Hears how long the parts of an answer took. From several threads at once. */
public interface Stopwatch {

  /** Nanoseconds of a clock that only goes forward. */
  long now();

  /** Sources were found; the search began at {@code begin}. */
  void retrieved(long begin);

  /** The model gave an answer; the request began at {@code begin}. */
  void answered(long begin);
}
