package dev.scaleproof.retrieval.embed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordPieceTest {
  private static final Path DOCUMENTS = Path.of("../../data/docs");

  /** Blocks that were full before the library's Unicode tables were made; ours are newer. */
  private static final int[][] BLOCKS = {
    {0, 0x80},
    {0x20, 0x7F},
    {0x20, 0x7F},
    {0x80, 0x250},
    {0x410, 0x450},
    {0x2010, 0x2028},
    {0x4E00, 0x4F00}
  };

  private final WordPiece ours =
      new WordPiece(ModelFiles.vocabulary(ModelFiles.read(ModelFiles.TOKENIZER)));

  private static HuggingFaceTokenizer library(int maxTokens) throws IOException {
    return HuggingFaceTokenizer.newInstance(
        new ByteArrayInputStream(ModelFiles.read(ModelFiles.TOKENIZER)),
        Map.of("padding", "false", "truncation", "true", "maxLength", "" + maxTokens));
  }

  @Test
  void tokenizesAsTheLibraryThatTheModelWasMadeWith() throws IOException {
    try (HuggingFaceTokenizer theirs = library(512)) {
      for (String text : texts()) {
        assertThat(ours.encode(text, 512)).as(text).isEqualTo(ids(theirs, text));
      }
    }
  }

  @Test
  void cutsLongTextsWhereTheLibraryDoes() throws IOException {
    try (HuggingFaceTokenizer theirs = library(256)) {
      String text = "unbelievable whitening, ".repeat(200);
      assertThat(ours.encode(text, 256)).hasSize(256).isEqualTo(ids(theirs, text));
    }
  }

  private static int[] ids(HuggingFaceTokenizer library, String text) {
    return Arrays.stream(library.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
  }

  private static List<String> texts() throws IOException {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                " \t\r\n ",
                "Do you accept UPI payments?",
                "Crème brûlée, ÀÉÎÕÜ, naïve Straße İstanbul ΣΊΣΥΦΟΣ",
                "₹1,500/- (incl. 18% GST) — “quoted” … a@b.example #tag_1 $5 ~x^y`|<>",
                "नमस्ते डॉक्टर தமிழ் বাংলা ภาษาไทย 日本語の歯医者 한국어 עברית العربية",
                "emoji 😀👍🏽 and \u200bzero\u200dwidth \uFEFFmark \u0007bell \u00A0space \u2028line",
                "x".repeat(101) + " " + "y".repeat(100),
                "[CLS-like] text ##ing unaffable supercalifragilistic",
                "\uFFFD replacement, combining e\u0301 a\u0300\u0301"));
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j >= 0; j--) {
        int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
        text.appendCodePoint(block[0] + random.nextInt(block[1] - block[0]));
      }
      texts.add(text.toString());
    }
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }
}
