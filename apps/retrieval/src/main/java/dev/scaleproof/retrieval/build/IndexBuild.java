package dev.scaleproof.retrieval.build;

import dev.scaleproof.retrieval.embed.Embedder;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import dev.scaleproof.retrieval.index.Manifest;
import dev.scaleproof.retrieval.index.VectorIndexWriter;
import dev.scaleproof.retrieval.text.Chunk;
import dev.scaleproof.retrieval.text.Chunker;
import dev.scaleproof.retrieval.text.DocumentReader;
import dev.scaleproof.retrieval.text.UnreadableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the index of a folder of documents. What the current index has of the same text by the
 * same model is taken from it; the result is the one that a build from nothing would give.
 */
public final class IndexBuild {
  /** Bigger files are hardly documents, and would have to fit into memory several times. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /** Sentences near each other, few enough for one topic; the model reads up to 256 tokens. */
  private static final int CHUNK_TOKENS = 160;

  private static final int OVERLAP_TOKENS = 40;

  /** Chunks that wait for the model before it is asked, so that all threads have work. */
  private static final int BATCH = 64;

  private final Embedder embedder;
  private final Embedding embedding;
  private final Chunker chunker;
  private final DocumentReader reader = new DocumentReader();
  private final long maxBytes;

  /**
   * Prepares builds.
   *
   * @param embedding computes the vectors
   * @param maxBytes of a file; bigger ones are skipped
   */
  public IndexBuild(Embedder embedder, Embedding embedding, long maxBytes) {
    this.embedder = embedder;
    this.embedding = embedding;
    this.maxBytes = maxBytes;
    this.chunker = new Chunker(embedder::tokens, CHUNK_TOKENS, OVERLAP_TOKENS);
  }

  /**
   * Brings the index up to date. If it fails or is interrupted, the current index stays as it was.
   *
   * @throws BuildException if there are no documents, or none of them can be read
   * @throws IndexRefusedException if another build of this index is at work
   */
  public BuildReport run(Path documents, IndexFolder target, Progress progress)
      throws BuildException, IndexRefusedException, IOException, InterruptedException {
    Corpus corpus = Corpus.of(documents, reader);
    try (IndexFolder.Build build = target.begin()) {
      Before before = Before.of(target, embedder.identity(), chunker.identity());
      Run run = new Run(corpus, before, progress);
      run.look();
      if (run.found.isEmpty()) {
        throw new BuildException(
            "none of the %d documents in %s can be read: %s"
                .formatted(corpus.files().size(), documents, run.skipped.getFirst().why()));
      }
      if (before.isOf(run.documents())) {
        return run.report(before.version(), false);
      }
      try (VectorIndexWriter writer = VectorIndexWriter.open(build.part())) {
        run.write(writer);
        writer.finish();
      }
      return run.report(
          build.publish(embedder.identity(), chunker.identity(), run.documents()), true);
    }
  }

  /** A document whose chunks are known and may lack vectors. */
  private record Found(Manifest.Document document, List<Chunk> chunks) {}

  /** The state of one build. */
  private final class Run {
    private final Corpus corpus;
    private final Before before;
    private final Progress progress;
    private final List<Found> found = new ArrayList<>();
    private final List<BuildReport.Skipped> skipped = new ArrayList<>();
    private int written;
    private int chunks;
    private int embedded;

    Run(Corpus corpus, Before before, Progress progress) {
      this.corpus = corpus;
      this.before = before;
      this.progress = progress;
    }

    List<Manifest.Document> documents() {
      return found.stream().map(Found::document).toList();
    }

    /** Reads and cuts every document, which tells whether there is anything to do. */
    void look() {
      for (Path file : corpus.files()) {
        String path = corpus.pathOf(file);
        try {
          Found one = look(path, file);
          found.add(one);
          chunks += one.chunks().size();
        } catch (UnreadableException e) {
          skipped.add(new BuildReport.Skipped(path, String.valueOf(e.getMessage())));
        }
        tell();
      }
    }

    private void tell() {
      progress.at(written + skipped.size(), corpus.files().size(), chunks, embedded);
    }

    void write(VectorIndexWriter writer) throws IOException, InterruptedException {
      List<Found> batch = new ArrayList<>();
      int waiting = 0;
      for (Found one : found) {
        batch.add(one);
        waiting += one.chunks().size();
        if (waiting >= BATCH) {
          write(batch, writer);
          batch.clear();
          waiting = 0;
        }
      }
      write(batch, writer);
    }

    private Found look(String path, Path file) throws UnreadableException {
      byte[] content = content(file);
      String hash = Hashes.sha256(content);
      List<Chunk> known = before.chunks(path, hash);
      List<Chunk> all =
          known.isEmpty()
              ? chunker.chunks(reader.read(file.getFileName().toString(), content))
              : known;
      return new Found(new Manifest.Document(path, hash, all.size()), all);
    }

    private byte[] content(Path file) throws UnreadableException {
      try {
        long size = Files.size(file);
        if (size > maxBytes) {
          throw new UnreadableException(
              "%,d MiB, more than %,d; split it, or raise --max-file-mib"
                  .formatted(size >> 20, maxBytes >> 20));
        }
        return Files.readAllBytes(file);
      } catch (AccessDeniedException e) {
        throw new UnreadableException("no right to read it", e);
      } catch (IOException e) {
        throw new UnreadableException("cannot be read: " + e.getMessage(), e);
      }
    }

    private void write(List<Found> batch, VectorIndexWriter writer)
        throws IOException, InterruptedException {
      Set<String> missing = new HashSet<>();
      for (Found one : batch) {
        one.chunks().stream()
            .map(Chunk::passage)
            .filter(passage -> !before.knows(passage))
            .forEach(missing::add);
      }
      before.learn(embedding.vectors(List.copyOf(missing)));
      embedded += missing.size();
      for (Found one : batch) {
        for (Chunk chunk : one.chunks()) {
          writer.add(one.document().path(), chunk, before.vector(chunk.passage()));
        }
        written++;
      }
      tell();
    }

    BuildReport report(String version, boolean isNew) {
      Set<String> now =
          documents().stream().map(Manifest.Document::path).collect(Collectors.toUnmodifiableSet());
      int removed = (int) before.paths().stream().filter(path -> !now.contains(path)).count();
      return new BuildReport(
          version, isNew, found.size(), chunks, embedded, removed, skipped, corpus.others());
    }
  }
}
