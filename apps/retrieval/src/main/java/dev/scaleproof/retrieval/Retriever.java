package dev.scaleproof.retrieval;

import dev.scaleproof.retrieval.embed.Embedder;
import dev.scaleproof.retrieval.index.Hit;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Answers questions with passages of an index. For any number of threads at once. */
public final class Retriever implements AutoCloseable {
  private final Embedder embedder;
  private final IndexFolder.Opened opened;

  private Retriever(Embedder embedder, IndexFolder.Opened opened) {
    this.embedder = embedder;
    this.opened = opened;
  }

  /**
   * Opens the current index of a folder.
   *
   * @param embedder stays the caller's to close
   * @throws IndexRefusedException if there is none, or it is of another model, or damaged
   */
  public static Retriever open(Path folder, Embedder embedder) throws IndexRefusedException {
    return new Retriever(embedder, new IndexFolder(folder).open(embedder.identity()));
  }

  /** The passages nearest to a question, best first; fewer if the index has fewer. */
  public List<Source> sources(String question, int count) {
    return opened.index().nearest(embedder.embed(question), count).stream()
        .map(Retriever::source)
        .toList();
  }

  private static Source source(Hit hit) {
    return new Source(hit.document(), hit.chunk().heading(), hit.chunk().text(), hit.score());
  }

  /** The hash that names model, chunking and documents. */
  public String version() {
    return opened.manifest().version();
  }

  /** How many chunks it looks through. */
  public int chunks() {
    return opened.index().size();
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
