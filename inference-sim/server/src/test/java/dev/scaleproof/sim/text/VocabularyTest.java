package dev.scaleproof.sim.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static Vocabulary vocabulary;

  @BeforeAll
  static void load() {
    vocabulary = new Vocabulary();
  }

  @Test
  void textSurvivesTokenization() {
    String text = "Grüße, \"world\"!\n\t漢字 \uD83D\uDE80 <|endoftext|>";

    assertThat(vocabulary.decode(vocabulary.encode(text))).isEqualTo(text);
  }

  @Test
  void noTokenIsLongerThanTheLongest() {
    int longest =
        IntStream.range(0, Vocabulary.SIZE)
            .map(token -> new String(vocabulary.bytes(token), StandardCharsets.UTF_8).length())
            .max()
            .orElseThrow();

    assertThat(longest).isEqualTo(Vocabulary.LONGEST_TOKEN);
  }

  @Test
  void tokensStandInJsonAsTheirEscapedText() {
    int quote = vocabulary.encode("\"")[0];

    assertThat(vocabulary.json(quote)).isEqualTo("\\\"".getBytes(StandardCharsets.UTF_8));
    assertThat(vocabulary.json(vocabulary.encode("\uD83D\uDE80")[0])).isNull();
    assertThat(vocabulary.json(Vocabulary.END_OF_SEQUENCE)).isEmpty();
  }

  @Test
  void theFirstTokensOfATextAreThoseOfTheWhole() {
    String text = "Grüße, world! 漢字 and so on, and so on";
    int[] whole = vocabulary.encode(text);

    for (int limit : new int[] {whole.length, whole.length + 1, 3 * text.length(), 1 << 20}) {
      assertThat(vocabulary.encode(text, limit).tokens()).isEqualTo(whole);
      assertThat(vocabulary.encode(text, limit).truncated()).isFalse();
    }
    Vocabulary.Encoded cut = vocabulary.encode(text, whole.length - 1);
    assertThat(cut.truncated()).isTrue();
    assertThat(whole).startsWith(cut.tokens());
  }

  @Test
  void aChatIsCutToItsFirstTokens() {
    ChatTemplate template = new ChatTemplate(vocabulary);
    List<Message> chat = List.of(new Message("user", "Tell me a story"));
    int[] whole = template.apply(chat, true, 100).tokens();

    for (int limit = 1; limit < whole.length; limit++) {
      assertThat(template.apply(chat, true, limit).tokens()).isEqualTo(Arrays.copyOf(whole, limit));
    }
  }

  @Test
  void aChatIsItsMessagesBetweenControlTokens() {
    ChatTemplate template = new ChatTemplate(vocabulary);
    List<Message> chat = List.of(new Message("user", "Tell me a story"));

    Vocabulary.Encoded prompt = template.apply(chat, true, 100);

    assertThat(prompt.truncated()).isFalse();
    assertThat(prompt.tokens()).startsWith(Vocabulary.BEGIN, Vocabulary.MESSAGE_START);
    assertThat(vocabulary.decode(prompt.tokens())).isEqualTo("user\nTell me a story\nassistant\n");
    assertThat(template.apply(chat, true, 5).truncated()).isTrue();
    assertThat(template.apply(chat, true, prompt.tokens().length).truncated()).isFalse();
  }
}
