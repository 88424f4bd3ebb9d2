package dev.scaleproof.retrieval.index;

import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Writes the files of a {@link VectorIndex} into an empty folder. Same entries, same order: same
 * graph. For one thread.
 */
public final class VectorIndexWriter implements AutoCloseable {
  static final String DOCUMENT = "document";
  static final String HEADING = "heading";
  static final String TEXT = "text";
  static final String VECTOR = "vector";

  /** Neighbours of a vector in the graph, and how many are looked at to choose them. */
  private static final int NEIGHBOURS = 16;

  private static final int BREADTH = 64;

  /** One flush makes one segment; what is more is merged at the end. */
  private static final double BUFFER_MIB = 256;

  private final Directory directory;
  private final IndexWriter writer;

  private VectorIndexWriter(Directory directory, IndexWriter writer) {
    this.directory = directory;
    this.writer = writer;
  }

  /** Begins in a folder that is there and empty. */
  public static VectorIndexWriter open(Path folder) throws IOException {
    Directory directory = new MMapDirectory(folder);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
            .setRAMBufferSizeMB(BUFFER_MIB)
            .setUseCompoundFile(false)
            // A build that failed leaves nothing to commit.
            .setCommitOnClose(false)
            .setCodec(codec());
    return new VectorIndexWriter(directory, new IndexWriter(directory, config));
  }

  private static Codec codec() {
    KnnVectorsFormat format =
        new Lucene104HnswScalarQuantizedVectorsFormat(
            ScalarEncoding.UNSIGNED_BYTE, NEIGHBOURS, BREADTH);
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  /** Adds a chunk; {@code vector} has length 1. */
  public void add(String document, Chunk chunk, float[] vector) throws IOException {
    Document fields = new Document();
    fields.add(new StoredField(DOCUMENT, document));
    fields.add(new StoredField(HEADING, chunk.heading()));
    fields.add(new StoredField(TEXT, chunk.text()));
    fields.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
    writer.addDocument(fields);
  }

  /** Builds the graph and writes all. */
  public void finish() throws IOException {
    writer.forceMerge(1);
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      writer.close();
    }
  }
}
