package dev.scaleproof.retrieval.build;

import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import dev.scaleproof.retrieval.index.Manifest;
import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known before a build and need not be computed again, and what it learns. */
final class Before {
  private final @Nullable Manifest manifest;
  private final boolean sameChunking;
  private final Map<String, Manifest.Document> documents;
  private final Map<String, List<Chunk>> chunks = new HashMap<>();
  private final Map<String, float[]> vectors = new HashMap<>();

  private Before(@Nullable Manifest manifest, boolean sameChunking) {
    this.manifest = manifest;
    this.sameChunking = sameChunking;
    this.documents = manifest == null ? Map.of() : manifest.byPath();
  }

  /** Of the current index; nothing if there is none that this program may use. */
  static Before of(IndexFolder folder, String model, String chunking) throws IOException {
    try (IndexFolder.Opened current = folder.open(model)) {
      Manifest manifest = current.manifest();
      Before before = new Before(manifest, manifest.chunking().equals(chunking));
      current
          .index()
          .entries(
              (document, chunk, vector) -> {
                before.chunks.computeIfAbsent(document, path -> new ArrayList<>()).add(chunk);
                before.vectors.put(chunk.passage(), vector);
              });
      return before;
    } catch (IndexRefusedException none) {
      return new Before(null, false);
    }
  }

  /** Those of a document that has not changed; else none. */
  List<Chunk> chunks(String path, String hash) {
    Manifest.Document document = documents.get(path);
    return sameChunking && document != null && document.hash().equals(hash)
        ? chunks.getOrDefault(path, List.of())
        : List.of();
  }

  boolean knows(String passage) {
    return vectors.containsKey(passage);
  }

  float[] vector(String passage) {
    return Objects.requireNonNull(vectors.get(passage));
  }

  void learn(Map<String, float[]> more) {
    vectors.putAll(more);
  }

  /** Whether the current index is of these very documents. */
  boolean isOf(List<Manifest.Document> documents) {
    return manifest != null && sameChunking && manifest.documents().equals(documents);
  }

  String version() {
    return Objects.requireNonNull(manifest).version();
  }

  Set<String> paths() {
    return documents.keySet();
  }
}
