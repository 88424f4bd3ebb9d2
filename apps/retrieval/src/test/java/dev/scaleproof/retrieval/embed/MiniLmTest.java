package dev.scaleproof.retrieval.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
  private static MiniLm model;

  @BeforeAll
  static void load() {
    model = MiniLm.load();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void identityIsTheHashOfTheFilesThatItRuns() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(ModelFiles.read(ModelFiles.WEIGHTS));
    digest.update(ModelFiles.read(ModelFiles.TOKENIZER));
    assertThat(model.identity()).contains(HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void vectorsHaveLengthOne() {
    for (String text : List.of("", "a", "Do you accept UPI payments?", "word ".repeat(1000))) {
      float[] vector = model.embed(text);
      assertThat(vector).hasSize(model.dimensions());
      assertThat(dot(vector, vector)).isEqualTo(1, within(1e-5));
    }
  }

  @Test
  void whatMeansTheSameIsNearerThanWhatSoundsTheSame() {
    float[] question = model.embed("Which ways of paying do you accept?");
    double same = dot(question, model.embed("We take cash, cards and bank transfers."));
    double other = dot(question, model.embed("Which ways of playing the guitar do you like?"));
    assertThat(same).isGreaterThan(other);
  }

  @Test
  void aVectorDoesNotDependOnWhatIsEmbeddedBesideIt() {
    String text = "Bite on the gauze for 30 minutes.";
    float[] alone = model.embed(text);
    List<float[]> crowded =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> model.embed(i % 2 == 0 ? text : "Something longer. ".repeat(i)))
            .toList();
    for (int i = 0; i < crowded.size(); i += 2) {
      assertThat(crowded.get(i)).containsExactly(alone);
    }
  }

  @Test
  void whatFollowsTheLimitIsNotLookedAt() {
    String limit = "word ".repeat(model.maxTokens());
    assertThat(model.embed(limit + "tooth")).containsExactly(model.embed(limit + "guitar"));
    assertThat(model.tokens(limit)).isEqualTo(model.maxTokens() + 2);
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }
}
