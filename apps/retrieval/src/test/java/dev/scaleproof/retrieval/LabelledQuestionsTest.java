package dev.scaleproof.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.retrieval.build.Embedding;
import dev.scaleproof.retrieval.build.IndexBuild;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledQuestionsTest {
  private static final Path DOCUMENTS = Path.of("../../data/docs");
  private static final int SOURCES = 4;

  private record Labelled(String question, String document, String fact) {}

  @Test
  void theFactIsAmongTheSourcesOfNineQuestionsInTen(@TempDir Path folder) throws Exception {
    List<Labelled> all = questions();
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    List<String> missed = new ArrayList<>();
    int first = 0;
    try (MiniLm model = MiniLm.load();
        Embedding embedding = new Embedding(model, 2)) {
      new IndexBuild(model, embedding, IndexBuild.DEFAULT_MAX_BYTES)
          .run(DOCUMENTS, new IndexFolder(folder), (files, of, chunks, embedded) -> {});
      try (Retriever retriever = Retriever.open(folder, model)) {
        for (Labelled one : all) {
          List<Source> sources = retriever.sources(one.question(), SOURCES);
          assertThat(sources).hasSize(SOURCES);
          if (sources.stream().noneMatch(source -> holds(source, one))) {
            missed.add(one + " got " + sources);
          }
          first += holds(sources.getFirst(), one) ? 1 : 0;
        }
      }
    }
    System.out.printf(
        "labelled questions: %d of %d in the top %d, %d first%n",
        all.size() - missed.size(), all.size(), SOURCES, first);
    assertThat(missed).as("questions without their fact").hasSizeLessThanOrEqualTo(all.size() / 10);
  }

  private static boolean holds(Source source, Labelled labelled) {
    return source.document().equals(labelled.document()) && source.text().contains(labelled.fact());
  }

  private static List<Labelled> questions() throws Exception {
    try (var stream =
        Objects.requireNonNull(LabelledQuestionsTest.class.getResourceAsStream("/questions.tsv"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", -1))
          .map(cells -> new Labelled(cells[0], cells[1], cells[2]))
          .toList();
    }
  }
}
