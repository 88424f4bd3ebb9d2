package dev.scaleproof.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.Validation.Depth;
import dev.scaleproof.validation.invariant.Invariants;
import dev.scaleproof.validation.kustomize.KustomizeTool;
import dev.scaleproof.validation.schema.PublishedSchemas;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The same faults on what Kustomize renders, against the published schemas. */
@Tag("tools")
class RenderedFixturesTest {
  private static Depth rendered = new Depth.JdkAlone();

  @BeforeAll
  static void tools() throws Exception {
    rendered =
        new Depth.Rendered(
            KustomizeTool.find(Path.of("../out/testbed/bin")).orElseThrow(),
            PublishedSchemas.of(Path.of(System.getProperty("pins", "../e2e/testbed"))));
  }

  @Test
  void withoutAFaultNothingIsSaid() {
    assertThat(Fixture.GOOD.problems(rendered, Invariants.ALL)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> eachFaultIsNamed() {
    return Fixture.all().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () -> {
                      List<String> problems = fixture.problems(rendered, Invariants.ALL);
                      switch (fixture.subject()) {
                        // The words of another checker; the place is the same.
                        case "fields" ->
                            assertThat(problems)
                                .anySatisfy(
                                    problem -> assertThat(problem).startsWith(place(fixture)));
                        // Kustomize says more about the same fault.
                        case "files" -> assertThat(problems).containsAll(fixture.expected());
                        default ->
                            assertThat(problems)
                                .containsExactlyInAnyOrderElementsOf(fixture.expected());
                      }
                    }));
  }

  /** File, resource and field. */
  private static String place(Fixture fixture) {
    String[] parts = fixture.expected().getFirst().split(": ", 4);
    return "%s: %s: %s: ".formatted(parts[0], parts[1], parts[2]);
  }
}
