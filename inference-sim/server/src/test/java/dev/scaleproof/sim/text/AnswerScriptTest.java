package dev.scaleproof.sim.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScriptTest {
  private static Vocabulary vocabulary;
  private static Sentences sentences;

  @BeforeAll
  static void load() {
    vocabulary = new Vocabulary();
    sentences = new Sentences();
  }

  @Test
  void theSameSeedSaysTheSame() {
    assertThat(say(7, 50)).isEqualTo(say(7, 50)).isNotEqualTo(say(8, 50));
    assertThat(vocabulary.decode(say(7, 50))).matches("[ \\w,.:;?'-]+");
  }

  @Test
  void anAnswerEndsAtItsLengthButNotBeforeItsMinimum() {
    OutputLength five = OutputLength.parse("fixed:5");

    assertThat(lengthOf(new AnswerScript(sentences, 1, five, 0, false, Set.of()))).isEqualTo(5);
    assertThat(lengthOf(new AnswerScript(sentences, 1, five, 9, false, Set.of()))).isEqualTo(10);
    assertThat(lengthOf(new AnswerScript(sentences, 1, five, 0, true, Set.of()))).isEqualTo(1000);
  }

  @Test
  void stopTokensAreAvoidedBeforeTheMinimum() {
    int[] words = say(1, 20);
    Set<Integer> stops = Set.of(words[0], words[3]);
    AnswerScript script = new AnswerScript(sentences, 1, new OutputLength.None(), 20, false, stops);

    assertThat(IntStream.range(0, 20).map(script::next).filter(stops::contains)).isEmpty();
  }

  @Test
  void lengthsAreDrawnFromTheirDistribution() {
    SplittableRandom random = new SplittableRandom(1);

    OutputLength uniform = OutputLength.parse("uniform:3-5");
    assertThat(IntStream.range(0, 100).map(i -> uniform.draw(random)).distinct().sorted())
        .containsExactly(3, 4, 5);
    OutputLength logNormal = OutputLength.parse("lognormal:100,0.5");
    int[] drawn = IntStream.range(0, 1001).map(i -> logNormal.draw(random)).sorted().toArray();
    assertThat(drawn[500]).isBetween(90, 110);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fixed:0", "fixed:-1", "uniform:5-3", "lognormal:1.2.3,1", "normal:1,2"})
  void otherLengthsAreRefused(String text) {
    assertThatThrownBy(() -> OutputLength.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none, fixed:N");
  }

  private static int[] say(long seed, int tokens) {
    AnswerScript script =
        new AnswerScript(sentences, seed, new OutputLength.None(), 0, false, Set.of());
    return IntStream.range(0, tokens).map(script::next).toArray();
  }

  private static int lengthOf(AnswerScript script) {
    for (int i = 0; i < 1000; i++) {
      if (script.next(i) == Vocabulary.END_OF_SEQUENCE) {
        return i + 1;
      }
    }
    return 1000;
  }
}
