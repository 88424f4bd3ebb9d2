package dev.scaleproof.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.retrieval.text.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFolderTest {
  private static final String MODEL = "model-a";
  @TempDir Path folder;
  private IndexFolder index;
  private String version = "";

  @BeforeEach
  void write() throws Exception {
    index = new IndexFolder(folder);
    version = write("one");
  }

  private String write(String text) throws Exception {
    try (IndexFolder.Build build = index.begin()) {
      try (VectorIndexWriter writer = VectorIndexWriter.open(build.part())) {
        writer.add("a.md", new Chunk("", text), new float[] {0.6f, 0.8f});
        writer.finish();
      }
      return build.publish(
          MODEL, "chunks", List.of(new Manifest.Document("a.md", "hash of " + text, 1)));
    }
  }

  private String text() throws Exception {
    try (IndexFolder.Opened opened = index.open(MODEL)) {
      return opened.index().exact(new float[] {1, 0}, 1).getFirst().chunk().text();
    }
  }

  @Test
  void theLastPublishedIsCurrentAndAlone() throws Exception {
    assertThat(text()).isEqualTo("one");
    String second = write("two");
    assertThat(text()).isEqualTo("two");
    assertThat(second).isNotEqualTo(version);
    assertThat(folder.resolve(version)).doesNotExist();
  }

  @Test
  void anotherModelIsRefused() {
    assertThatThrownBy(() -> index.open("model-b"))
        .isInstanceOf(IndexRefusedException.class)
        .hasMessageContaining("of another model, model-a, than this program's, model-b")
        .hasMessageEndingWith("run `make build-index`")
        .message()
        .hasLineCount(1);
  }

  @Test
  void noneIsRefused() throws IOException {
    Files.delete(folder.resolve("current"));
    assertThatThrownBy(() -> index.open(MODEL))
        .isInstanceOf(IndexRefusedException.class)
        .hasMessageStartingWith("no finished index in ");
  }

  @Test
  void aHalfWrittenOneIsRefused() throws IOException {
    Files.delete(folder.resolve(version).resolve("manifest.json"));
    assertThatThrownBy(() -> index.open(MODEL))
        .isInstanceOf(IndexRefusedException.class)
        .hasMessageContaining("half written");
  }

  @Test
  void oneFlippedBitInAnyFileIsRefused() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve(version))) {
      for (Path file : files.filter(file -> !file.endsWith("write.lock")).sorted().toList()) {
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 4;
        Files.write(file, bad);
        assertThatThrownBy(() -> index.open(MODEL))
            .as(file.toString())
            .isInstanceOf(IndexRefusedException.class);
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertThatThrownBy(() -> index.open(MODEL))
            .as(file.toString())
            .isInstanceOf(IndexRefusedException.class);
        Files.write(file, good);
      }
    }
    assertThat(text()).isEqualTo("one");
  }

  @Test
  void twoBuildsAtOnceAreRefused() throws Exception {
    try (IndexFolder.Build first = index.begin()) {
      assertThat(first.part()).isEmptyDirectory();
      assertThatThrownBy(index::begin)
          .isInstanceOf(IndexRefusedException.class)
          .hasMessageStartingWith("another build of ");
    }
    write("three");
    assertThat(text()).isEqualTo("three");
  }
}
