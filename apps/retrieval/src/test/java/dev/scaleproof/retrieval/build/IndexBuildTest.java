package dev.scaleproof.retrieval.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.retrieval.CountingEmbedder;
import dev.scaleproof.retrieval.Pdfs;
import dev.scaleproof.retrieval.Retriever;
import dev.scaleproof.retrieval.Source;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexBuildTest {
  private static MiniLm model;
  @TempDir Path folder;
  private Path documents;
  private Path index;
  private CountingEmbedder embedder;
  private Embedding embedding;
  private IndexBuild build;

  @BeforeAll
  static void load() {
    model = MiniLm.load();
  }

  @AfterAll
  static void unload() {
    model.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    documents = Files.createDirectory(folder.resolve("docs"));
    index = folder.resolve("index");
    embedder = new CountingEmbedder(model, model.identity());
    embedding = new Embedding(embedder, 2);
    build = new IndexBuild(embedder, embedding, 10_000);
    write("payments.md", "# Payments\n\nWe accept UPI payments.\n");
    write("deep/hours.txt", "Open on Saturday until two.");
    Files.write(documents.resolve("aligners.pdf"), Pdfs.of("Aligners are worn all day."));
  }

  @AfterEach
  void end() {
    embedding.close();
  }

  private void write(String path, String text) throws IOException {
    Path file = documents.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private BuildReport run() throws Exception {
    return build.run(documents, new IndexFolder(index), (files, of, chunks, embedded) -> {});
  }

  private List<Source> ask(String question) throws IOException, IndexRefusedException {
    try (Retriever retriever = Retriever.open(index, embedder)) {
      return retriever.sources(question, 3);
    }
  }

  @Test
  void allKindsOfFilesAreFound() throws Exception {
    BuildReport report = run();
    assertThat(report.documents()).isEqualTo(3);
    assertThat(report.embedded()).isEqualTo(3);
    assertThat(ask("Can I pay by UPI?").getFirst().document()).isEqualTo("payments.md");
    assertThat(ask("When are you open?").getFirst().document()).isEqualTo("deep/hours.txt");
    assertThat(ask("teeth straightening").getFirst().document()).isEqualTo("aligners.pdf");
  }

  @Test
  void whatHasNotChangedIsNotEmbeddedAgain() throws Exception {
    BuildReport first = run();
    embedder.taken();
    BuildReport second = run();
    assertThat(embedder.taken()).isZero();
    assertThat(second.written()).isFalse();
    assertThat(second.version()).isEqualTo(first.version());
  }

  @Test
  void onlyTheChangedIsEmbeddedAndTheResultIsThatOfAFreshBuild() throws Exception {
    run();
    embedder.taken();
    write("payments.md", "# Payments\n\nWe accept cash only.\n");
    write("new.md", "# Parking\n\nPark in the yard.\n");
    Files.delete(documents.resolve("aligners.pdf"));
    BuildReport report = run();
    assertThat(embedder.taken()).isEqualTo(2);
    assertThat(report.removed()).isEqualTo(1);
    List<Source> answers = ask("How do I pay?");
    assertThat(answers.getFirst().text()).isEqualTo("We accept cash only.");
    assertThat(answers).extracting(Source::document).doesNotContain("aligners.pdf");

    index = folder.resolve("fresh");
    assertThat(run().version()).isEqualTo(report.version());
    assertThat(ask("How do I pay?")).isEqualTo(answers);
  }

  @Test
  void aFileThatMovedIsNotEmbeddedAgain() throws Exception {
    run();
    embedder.taken();
    Files.move(documents.resolve("payments.md"), documents.resolve("deep/payments.md"));
    run();
    assertThat(embedder.taken()).isZero();
    assertThat(ask("UPI").getFirst().document()).isEqualTo("deep/payments.md");
  }

  @Test
  void anotherModelStartsFromNothing() throws Exception {
    run();
    embedder = new CountingEmbedder(model, "another");
    build = new IndexBuild(embedder, new Embedding(embedder, 1), 10_000);
    assertThat(run().embedded()).isEqualTo(3);
    assertThat(ask("UPI")).isNotEmpty();
  }

  @Test
  void whatCannotBeReadIsCountedAndLeftOut() throws Exception {
    Files.write(documents.resolve("secret.pdf"), Pdfs.encrypted("secret"));
    write("huge.txt", "word ".repeat(3000));
    write("picture.png", "x");
    write(".hidden.md", "hidden");
    BuildReport report = run();
    assertThat(report.skipped())
        .extracting(BuildReport.Skipped::path)
        .containsExactly("huge.txt", "secret.pdf");
    assertThat(report.skipped().getFirst().why()).contains("--max-file-mib");
    assertThat(report.documents()).isEqualTo(3);
    assertThat(report.others()).isEqualTo(1);
  }

  @Test
  void aFolderThatIsMissingOrEmptyOrUnreadableLeavesTheIndexAsItWas() throws Exception {
    String version = run().version();
    Path good = documents;
    documents = folder.resolve("none");
    assertThatThrownBy(this::run).isInstanceOf(BuildException.class).hasMessageContaining("DOCS=");
    documents = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(this::run)
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("no documents in ");
    write("only.pdf", "no pdf");
    assertThatThrownBy(this::run)
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("none of the 1 documents");
    documents = good;
    assertThat(run().version()).isEqualTo(version);
    try (Stream<Path> files = Files.list(index)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("build.lock", "current", version);
    }
  }

  @Test
  void aBuildThatDiesLeavesTheIndexAsItWas() throws Exception {
    run();
    write("payments.md", "# Payments\n\nGold coins only.\n");
    assertThatThrownBy(
            () ->
                build.run(
                    documents,
                    new IndexFolder(index),
                    (files, of, chunks, embedded) -> {
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");
    assertThat(ask("How do I pay?").getFirst().text()).isEqualTo("We accept UPI payments.");
    run();
    assertThat(ask("How do I pay?").getFirst().text()).isEqualTo("Gold coins only.");
  }

  @Test
  void aReaderKeepsItsIndexWhileAnotherIsBuilt() throws Exception {
    run();
    try (Retriever old = Retriever.open(index, embedder)) {
      write("payments.md", "# Payments\n\nGold coins only.\n");
      run();
      assertThat(old.sources("How do I pay?", 1).getFirst().text())
          .isEqualTo("We accept UPI payments.");
    }
    assertThat(ask("How do I pay?").getFirst().text()).isEqualTo("Gold coins only.");
  }

  @Test
  void progressEndsAtTheEnd() throws Exception {
    List<String> seen = new ArrayList<>();
    build.run(
        documents,
        new IndexFolder(index),
        (files, of, chunks, embedded) ->
            seen.add(files + "/" + of + " " + chunks + " " + embedded));
    assertThat(seen.getLast()).isEqualTo("3/3 3 3");
  }
}
