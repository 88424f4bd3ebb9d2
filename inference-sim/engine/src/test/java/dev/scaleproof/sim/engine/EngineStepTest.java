package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EngineStepTest {
  private final Simulation simulation = new Simulation(Simulation.roomy());
  private final Engine engine = simulation.engine;

  @Test
  void showsTheBatchWhileAStepLastsAndItsTokensAfter() {
    simulation.submit(10, 5);
    assertThat(engine.beginStep(0)).isEqualTo(Simulation.MILLISECOND);
    assertThat(simulation.load()).isEqualTo("1/0");
    assertThat(engine.state().generationTokens()).isZero();
    simulation.submit(10, 5);
    assertThat(simulation.load()).isEqualTo("1/1");
    engine.endStep();
    assertThat(engine.state().generationTokens()).isEqualTo(1);
  }

  @Test
  void tellsWhenASequencePassedEachMilestone() {
    Sequence sequence = simulation.submit(10, 3);
    assertThat(sequence.firstTokenAt()).isEqualTo(Sequence.NEVER);
    engine.step(5_000_000);
    engine.step(7_000_000);
    assertThat(sequence.lastTokenAt()).isEqualTo(8_000_000);
    engine.step(9_000_000);
    assertThat(sequence.arrivedAt()).isZero();
    assertThat(sequence.firstScheduledAt()).isEqualTo(5_000_000);
    assertThat(sequence.firstTokenAt()).isEqualTo(6_000_000);
    assertThat(sequence.finishedAt()).isEqualTo(10_000_000);
  }

  @Test
  void summarizesAStep() {
    simulation.submit(10, 5);
    simulation.submit(20, 1);
    simulation.step().step();
    assertThat(simulation.steps)
        .containsExactly(
            new StepSummary(0, 1_000_000, 30, 30, 2, 0, 1, 0),
            new StepSummary(1_000_000, 2_000_000, 1, 0, 1, 0, 1, 0));
    assertThat(engine.state().steps()).isEqualTo(2);
  }

  @Test
  void takesNoTimeWhenThereIsNothingToDo() {
    assertThat(engine.beginStep(0)).isZero();
    assertThat(engine.beginStep(1)).isZero();
    assertThat(engine.state().steps()).isZero();
  }

  @Test
  void ignoresThatEveryoneLeftDuringAStep() {
    Sequence sequence = simulation.submit(10, 5);
    engine.beginStep(0);
    engine.abort(sequence, 10);
    engine.endStep();
    assertThat(engine.hasWork()).isFalse();
    assertThat(simulation.steps.getLast().generatedTokens()).isZero();
  }

  @Test
  void beginsAndEndsStepsInTurn() {
    assertThatIllegalStateException().isThrownBy(engine::endStep);
    simulation.submit(10, 5);
    engine.beginStep(0);
    assertThatIllegalStateException().isThrownBy(() -> engine.beginStep(2_000_000));
    engine.endStep();
    assertThatIllegalStateException().isThrownBy(engine::endStep);
  }

  @Test
  void doesNotGoBackInTime() {
    simulation.submit(10, 5);
    engine.step(0);
    assertThatIllegalArgumentException().isThrownBy(() -> engine.step(999_999));
    assertThat(engine.step(1_000_000)).isPositive();
  }

  @Test
  void stepsLastAtLeastANanosecond() {
    HardwareProfile instant = new HardwareProfile("instant", 0, 0, 0, 0, 1000);
    Engine quick = new Engine(Simulation.roomy(), instant, (s, p) -> 1, new EngineListener() {});
    quick.submit(Sequence.of("a", new int[] {1}).build(), 0);
    assertThat(quick.step(0)).isEqualTo(1);
  }

  @Test
  void namesTheSettingThatIsImpossible() {
    EngineConfig config = Simulation.roomy();
    assertRefused("maxNumSeqs must be at least 1, not 0", () -> config.withMaxNumSeqs(0));
    assertRefused(
        "maxNumBatchedTokens must be at least 1, not 0", () -> config.withMaxNumBatchedTokens(0));
    assertRefused("maxModelLen must be at least 1, not -1", () -> config.withMaxModelLen(-1));
    assertRefused("blockSize must be at least 1, not 0", () -> config.withBlocks(0, 10));
    assertRefused("numBlocks must be at least 2, not 1", () -> config.withBlocks(16, 1));
  }

  @Test
  void namesWhatIsWrongWithASequence() {
    Sequence.Builder builder = Sequence.of("a", new int[] {1});
    assertRefused("the prompt must have at least one token", () -> Sequence.of("a", new int[0]));
    assertRefused("maxTokens must be at least 1, not 0", () -> builder.maxTokens(0));
    assertRefused("minTokens must be at least 0, not -1", () -> builder.minTokens(-1));
  }

  private static void assertRefused(String message, Supplier<?> what) {
    assertThatIllegalArgumentException().isThrownBy(what::get).withMessage(message);
  }
}
