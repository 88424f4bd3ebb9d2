package dev.scaleproof.retrieval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  /** Words, so that a reader of the tests can count. */
  private final Chunker chunker = new Chunker(text -> text.split(" ", -1).length, 20, 6);

  private static Document document(String... sections) {
    return new Document(
        "Title",
        IntStream.range(0, sections.length)
            .mapToObj(i -> new Document.Section("H" + i, sections[i]))
            .toList());
  }

  private static String sentences(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "Sentence number %d has six words.".formatted(i))
        .collect(Collectors.joining(" "));
  }

  @Test
  void aShortSectionIsOneChunkUnderItsHeading() {
    assertThat(chunker.chunks(document("One. Two.", "Three.")))
        .containsExactly(new Chunk("Title: H0", "One. Two."), new Chunk("Title: H1", "Three."));
  }

  @Test
  void aChunkBeginsWithTheLastSentenceOfTheOneBefore() {
    assertThat(chunker.chunks(document(sentences(0, 7))).stream().map(Chunk::text))
        .containsExactly(sentences(0, 3), sentences(2, 5), sentences(4, 7));
  }

  @Test
  void theEndIsNotRepeatedAsAChunkOfItsOwn() {
    assertThat(chunker.chunks(document(sentences(0, 3))).stream().map(Chunk::text))
        .containsExactly(sentences(0, 3));
    assertThat(chunker.chunks(document(sentences(0, 5))).stream().map(Chunk::text))
        .containsExactly(sentences(0, 3), sentences(2, 5));
  }

  @Test
  void aSentenceLongerThanAChunkIsCutBetweenWords() {
    String long_ = IntStream.range(0, 150).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    List<Chunk> chunks = chunker.chunks(document(long_ + "."));
    assertThat(chunks)
        .hasSizeGreaterThan(2)
        .allSatisfy(chunk -> assertThat(words(chunk.passage())).isLessThanOrEqualTo(20));
    // A chunk may repeat words of the one before, as it may sentences.
    assertThat(
            chunks.stream()
                .flatMap(chunk -> Stream.of(chunk.text().split(" ", -1)))
                .distinct()
                .collect(Collectors.joining(" ")))
        .isEqualTo(long_ + ".");
  }

  @Test
  void aTextWithoutBlanksIsCutToo() {
    Chunker byCharacters = new Chunker(String::length, 40, 5);
    List<Chunk> chunks = byCharacters.chunks(new Document("", List.of(section("歯".repeat(500)))));
    assertThat(chunks)
        .allSatisfy(chunk -> assertThat(chunk.passage().length()).isLessThanOrEqualTo(40));
    assertThat(String.join("", chunks.stream().map(Chunk::text).toList()).replace(" ", ""))
        .hasSizeGreaterThanOrEqualTo(500);
  }

  private static Document.Section section(String text) {
    return new Document.Section("", text);
  }

  private static int words(String text) {
    return text.split(" ", -1).length;
  }

  @Test
  void linesAndBlanksAreOneBlank() {
    assertThat(chunker.chunks(document("A line\nthat   goes\ton.\n\n\nNext.")))
        .containsExactly(new Chunk("Title: H0", "A line that goes on. Next."));
  }

  @Test
  void nothingGivesNothing() {
    assertThat(chunker.chunks(document("  \n\n "))).isEmpty();
  }

  @Test
  void anOverlapAsLargeAsAChunkIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chunker(String::length, 10, 5))
        .withMessageContaining("less than half");
  }
}
