package dev.scaleproof.retrieval.index;

import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.VectorUtil;

/**
 * Vectors on disk with Lucene's HNSW graph over them. The graph is searched on vectors of one byte
 * a number, which finds a few more than asked for; those are scored again by the full vectors.
 *
 * <p>For any number of threads at once.
 */
public final class VectorIndex implements AutoCloseable {
  /** Vectors that the search keeps in sight: more find better and take longer. */
  public static final int DEFAULT_BREADTH = 100;

  private final Directory directory;
  private final DirectoryReader reader;

  private VectorIndex(Directory directory, DirectoryReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /** Opens the files that a {@link VectorIndexWriter} left in a folder. */
  public static VectorIndex open(Path folder) throws IOException {
    Directory directory = new MMapDirectory(folder);
    try {
      return new VectorIndex(directory, DirectoryReader.open(directory));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  public int size() {
    return reader.numDocs();
  }

  /** The nearest, best first, by the graph. */
  public List<Hit> nearest(float[] vector, int count) {
    return hits(nearestIds(vector, count, DEFAULT_BREADTH));
  }

  /** The nearest, best first, by looking at every vector. */
  public List<Hit> exact(float[] vector, int count) {
    return hits(exactIds(vector, count));
  }

  /**
   * Ids and scores of the nearest, without their texts.
   *
   * @param breadth at least {@code count}
   */
  public ScoreDoc[] nearestIds(float[] vector, int count, int breadth) {
    try {
      List<ScoreDoc> found = new ArrayList<>();
      for (LeafReaderContext leaf : reader.leaves()) {
        TopKnnCollector collector =
            new TopKnnCollector(Math.max(count, breadth), Integer.MAX_VALUE);
        leaf.reader()
            .searchNearestVectors(
                VectorIndexWriter.VECTOR, vector, collector, everything(leaf.reader()));
        FloatVectorValues vectors = vectors(leaf.reader());
        ScoreDoc[] candidates = collector.topDocs().scoreDocs;
        // What is worth a second look: the order of one-byte scores is nearly right.
        int again = Math.min(candidates.length, Math.max(2 * count, count + 10));
        for (ScoreDoc candidate : List.of(candidates).subList(0, again)) {
          // Every chunk has a vector, so that its ordinal is its id.
          float score = VectorUtil.dotProduct(vector, vectors.vectorValue(candidate.doc));
          found.add(new ScoreDoc(leaf.docBase + candidate.doc, score));
        }
      }
      return best(found, count);
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }

  /** As {@link #nearestIds} would find them if nothing escaped it. */
  public ScoreDoc[] exactIds(float[] vector, int count) {
    try {
      PriorityQueue<ScoreDoc> best =
          new PriorityQueue<>(count + 1, Comparator.comparingDouble(hit -> hit.score));
      for (LeafReaderContext leaf : reader.leaves()) {
        FloatVectorValues vectors = vectors(leaf.reader());
        for (int id = 0; id < vectors.size(); id++) {
          float score = VectorUtil.dotProduct(vector, vectors.vectorValue(id));
          if (best.size() < count || score > best.element().score) {
            best.add(new ScoreDoc(leaf.docBase + id, score));
            if (best.size() > count) {
              best.remove();
            }
          }
        }
      }
      return best(best, count);
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }

  private static ScoreDoc[] best(Iterable<ScoreDoc> found, int count) {
    List<ScoreDoc> all = new ArrayList<>();
    found.forEach(all::add);
    ScoreDoc[] sorted = all.toArray(ScoreDoc[]::new);
    Arrays.sort(
        sorted,
        Comparator.<ScoreDoc>comparingDouble(hit -> -hit.score).thenComparingInt(hit -> hit.doc));
    return Arrays.copyOf(sorted, Math.min(count, sorted.length));
  }

  private List<Hit> hits(ScoreDoc[] found) {
    try {
      StoredFields fields = reader.storedFields();
      List<Hit> hits = new ArrayList<>(found.length);
      for (ScoreDoc one : found) {
        Document stored = fields.document(one.doc);
        hits.add(
            new Hit(one.doc, stored.get(VectorIndexWriter.DOCUMENT), chunk(stored), one.score));
      }
      return hits;
    } catch (IOException e) {
      throw new UncheckedIOException("the index cannot be read", e);
    }
  }

  /** Everything in it, in the order in which it was written. */
  public void entries(EntryConsumer consumer) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      FloatVectorValues vectors = vectors(leaf.reader());
      StoredFields fields = leaf.reader().storedFields();
      for (int id = 0; id < vectors.size(); id++) {
        Document stored = fields.document(id);
        consumer.accept(
            stored.get(VectorIndexWriter.DOCUMENT), chunk(stored), vectors.vectorValue(id).clone());
      }
    }
  }

  private static Chunk chunk(Document stored) {
    return new Chunk(stored.get(VectorIndexWriter.HEADING), stored.get(VectorIndexWriter.TEXT));
  }

  private static FloatVectorValues vectors(LeafReader leaf) throws IOException {
    return leaf.getFloatVectorValues(VectorIndexWriter.VECTOR);
  }

  private static AcceptDocs everything(LeafReader leaf) {
    return AcceptDocs.fromLiveDocs(null, leaf.maxDoc());
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      reader.close();
    }
  }
}
