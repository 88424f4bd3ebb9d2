package dev.scaleproof.retrieval.index;

import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;

/** Takes the chunks of an index with their vectors. */
@FunctionalInterface
public interface EntryConsumer {

  /** Takes one; {@code document} is its path below the folder of documents, with slashes. */
  void accept(String document, Chunk chunk, float[] vector) throws IOException;
}
