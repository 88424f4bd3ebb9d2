package dev.scaleproof.sim.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  private static Vocabulary vocabulary;

  @BeforeAll
  static void load() {
    vocabulary = new Vocabulary();
  }

  @Test
  void whatCouldBeginAStopStringIsHeldBack() {
    // As recorded in chat-stop-stream: "inst" with the stop string "stmo" gives "i", then "n".
    AnswerText text = new AnswerText(vocabulary, List.of("stmo"), false, 0);

    assertThat(text.append(token("inst"))).isFalse();
    assertThat(text.take(false)).isEqualTo("i");
    assertThat(text.append(token("mod"))).isTrue();
    assertThat(text.take(true)).isEqualTo("n");
    assertThat(text.matchedStop()).isEqualTo("stmo");
  }

  @Test
  void aStopStringStaysInTheAnswerOnRequest() {
    AnswerText text = new AnswerText(vocabulary, List.of("stmo"), true, 0);

    text.append(token("inst"));
    assertThat(text.append(token("mod"))).isTrue();
    assertThat(text.take(true)).isEqualTo("instmo");
  }

  @Test
  void stopStringsCountFromTheMinimumOn() {
    AnswerText text = new AnswerText(vocabulary, List.of("inst"), false, 1);

    assertThat(text.append(token("inst"))).isFalse();
    assertThat(text.append(token("inst"))).isTrue();
  }

  @Test
  void aCharacterAppearsWithItsLastByte() {
    int[] tokens = vocabulary.encode("\uD83D\uDE80");
    assertThat(tokens.length).isGreaterThan(1);
    AnswerText text = new AnswerText(vocabulary, List.of(), false, 0);

    for (int i = 0; i < tokens.length - 1; i++) {
      text.append(tokens[i]);
      assertThat(text.take(false)).isEmpty();
    }
    text.append(tokens[tokens.length - 1]);
    assertThat(text.take(false)).isEqualTo("\uD83D\uDE80");
  }

  @Test
  void aCharacterThatIsCutOffBecomesAReplacement() {
    int[] tokens = vocabulary.encode("\uD83D\uDE80");
    AnswerText text = new AnswerText(vocabulary, List.of(), false, 0);
    text.append(tokens[0]);

    assertThat(text.take(true)).isEqualTo("\uFFFD");
  }

  private static int token(String text) {
    int[] tokens = vocabulary.encode(text);
    assertThat(tokens).hasSize(1);
    return tokens[0];
  }
}
