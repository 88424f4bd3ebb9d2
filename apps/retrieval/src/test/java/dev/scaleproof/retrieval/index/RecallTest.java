package dev.scaleproof.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.search.ScoreDoc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the graph finds of what is there. The vectors are derived, since embedding as many texts
 * takes minutes: each lies between two real embeddings of sentences of the shipped documents, a
 * little off the line.
 */
class RecallTest {
  private static final Path DOCUMENTS = Path.of("../../data/docs");

  /** With 100,000 it takes some 40 CPU-seconds: {@code -Drecall.vectors=100000}. */
  private static final int VECTORS = Integer.getInteger("recall.vectors", 20_000);

  private static final int QUESTIONS = 200;
  private static final int WANTED = 10;
  private static final double NOISE = 0.005;

  private final Random random = new Random(11);

  @Test
  void theGraphFindsNearlyAllThatAScanFinds(@TempDir Path folder) throws Exception {
    List<float[]> real = real();
    try (VectorIndexWriter writer = VectorIndexWriter.open(folder)) {
      Chunk chunk = new Chunk("", "");
      for (int i = 0; i < VECTORS; i++) {
        writer.add("", chunk, derived(real));
      }
      writer.finish();
    }
    int found = 0;
    try (VectorIndex index = VectorIndex.open(folder)) {
      assertThat(index.size()).isEqualTo(VECTORS);
      for (int i = 0; i < QUESTIONS; i++) {
        float[] question = derived(real);
        Set<Integer> exact = ids(index.exactIds(question, WANTED));
        exact.retainAll(ids(index.nearestIds(question, WANTED, VectorIndex.DEFAULT_BREADTH)));
        found += exact.size();
      }
    }
    double recall = found / (double) (WANTED * QUESTIONS);
    System.out.printf("recall@%d on %,d vectors: %.4f%n", WANTED, VECTORS, recall);
    assertThat(recall).isGreaterThanOrEqualTo(0.98);
  }

  private static Set<Integer> ids(ScoreDoc[] found) {
    return Arrays.stream(found).map(one -> one.doc).collect(Collectors.toSet());
  }

  private float[] derived(List<float[]> real) {
    float[] one = real.get(random.nextInt(real.size()));
    float[] other = real.get(random.nextInt(real.size()));
    double part = random.nextDouble();
    float[] vector = new float[one.length];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (part * one[i] + (1 - part) * other[i] + NOISE * random.nextGaussian());
      square += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static List<float[]> real() throws IOException {
    List<float[]> vectors = new ArrayList<>();
    try (MiniLm model = MiniLm.load();
        Stream<Path> files = Files.list(DOCUMENTS)) {
      for (Path file : files.sorted().toList()) {
        Files.readString(file)
            .lines()
            .filter(line -> line.length() > 40)
            .map(line -> line.substring(0, Math.min(120, line.length())))
            .map(model::embed)
            .forEach(vectors::add);
      }
    }
    return vectors;
  }
}
