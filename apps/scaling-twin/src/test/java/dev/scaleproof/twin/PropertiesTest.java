package dev.scaleproof.twin;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.twin.formula.Formula;
import dev.scaleproof.twin.formula.FormulaException;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.promql.Query;
import dev.scaleproof.twin.promql.QueryException;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any input; each seed is one sequence of random inputs. */
class PropertiesTest {
  private static final int ROUNDS = 500;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void replicasStayWithinTheirLimits(long seed) {
    Random random = new Random(seed);
    int minimum = random.nextInt(3);
    int maximum = Math.max(1, minimum) + random.nextInt(8);
    String behavior =
        random.nextBoolean()
            ? ""
            : "  advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown:"
                + " {stabilizationWindowSeconds: 30}}}}\n";
    String spec = "  minReplicaCount: %d\n  maxReplicaCount: %d\n".formatted(minimum, maximum);
    Cluster cluster =
        new Cluster(
            ScalingTwin.of(ScaledObject.parse(Manifests.scaledObject(spec + behavior, ""))),
            minimum);

    cluster.runUntil(
        seconds(7200),
        (request, now) ->
            random.nextInt(10) == 0
                ? Answer.failed("down")
                : Answer.of(random.nextInt(4) == 0 ? 0 : random.nextInt(80)));

    assertThat(cluster.decisions())
        .allSatisfy(decision -> assertThat(decision.desiredReplicas()).isBetween(minimum, maximum));
    // The HPA never goes to zero, and KEDA moves only to or from it.
    assertThat(cluster.decisions())
        .filteredOn(Decision::rescales)
        .allSatisfy(
            decision ->
                assertThat(decision.desiredReplicas() == 0 || decision.currentReplicas() == 0)
                    .isEqualTo(decision.by() == Decision.Decider.KEDA_POLL));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theSameInputsGiveTheSameDecisions(long seed) {
    List<Decision> first = run(seed);
    assertThat(run(seed)).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyTextIsParsedOrRefusedInOneLine(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String text = text(random);
      try {
        Query.parse(text);
      } catch (QueryException e) {
        assertThat(e).hasMessageStartingWith("at character");
      }
      try {
        Formula.compile(text, Set.of("a", "b"));
      } catch (FormulaException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      String manifest = Manifests.scaledObject("", "");
      int cut = random.nextInt(manifest.length());
      try {
        ScaledObject.parse(manifest.substring(0, cut) + text + manifest.substring(cut));
      } catch (SpecException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static List<Decision> run(long seed) {
    Random random = new Random(seed);
    Cluster cluster =
        new Cluster(ScalingTwin.of(ScaledObject.parse(Manifests.scaledObject("", ""))), 0);
    cluster.runUntil(seconds(1800), (request, now) -> Answer.of(random.nextInt(60)));
    return cluster.decisions();
  }

  private static String text(Random random) {
    String[] parts = {
      "a", "b", "(", ")", "{", "}", "[", "]", "+", "-", "*", "/", "%", "^", "**", "??", "?", ":",
      "sum", "rate", "by", "max", "5m", "1.5", "0", "\"x\"", "=", "==", "=~", "<", "and", "or",
      "not", "!", ",", ".", "#", "let", "if", "nil", "true", ";", "\n", " ", "é", "'", "[5m]", "@"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
    }
    return text.toString();
  }
}
