package dev.scaleproof.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.Validation.Depth;
import dev.scaleproof.validation.invariant.Invariant;
import dev.scaleproof.validation.invariant.Invariants;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each fault is found, named and told apart, with a JDK alone. */
class FixturesTest {
  private static final Depth JDK = new Depth.JdkAlone();

  @Test
  void withoutAFaultNothingIsSaid() {
    assertThat(Fixture.GOOD.problems(JDK, Invariants.ALL)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> eachFaultIsNamed() {
    return Fixture.all().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () ->
                        assertThat(fixture.problems(JDK, Invariants.ALL))
                            .containsExactlyInAnyOrderElementsOf(fixture.expected())));
  }

  @TestFactory
  Stream<DynamicTest> aFixtureBreaksNothingButItsInvariant() {
    return Invariants.ALL.stream()
        .map(
            invariant ->
                DynamicTest.dynamicTest(
                    invariant.name(),
                    () -> {
                      List<Fixture> fixtures =
                          Fixture.all().stream()
                              .filter(fixture -> fixture.subject().equals(invariant.name()))
                              .toList();
                      assertThat(fixtures).isNotEmpty();
                      for (Fixture fixture : fixtures) {
                        assertThat(fixture.problems(JDK, List.of(invariant))).isNotEmpty();
                        assertThat(fixture.problems(JDK, allBut(invariant))).isEmpty();
                      }
                    }));
  }

  private static List<Invariant> allBut(Invariant invariant) {
    return Invariants.ALL.stream().filter(other -> !other.equals(invariant)).toList();
  }
}
