package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {
  @Test
  void runsNoMoreSequencesThanItMay() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(4));
    for (int i = 0; i < 12; i++) {
      simulation.submit(20, 10);
    }
    assertThat(simulation.load()).isEqualTo("0/12");
    assertThat(simulation.step().load()).isEqualTo("4/8");
  }

  @Test
  void refillsFreedSlotsInTheOrderOfArrival() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    simulation.submit(20, 2);
    simulation.submit(20, 1);
    simulation.submit(20, 1);
    simulation.drain();
    assertThat(simulation.events)
        .containsExactly(
            "s0 scheduled 0",
            "s0 token 1",
            "s0 token 2",
            "s0 LENGTH 2",
            "s1 scheduled 2",
            "s1 token 3",
            "s1 LENGTH 3",
            "s2 scheduled 3",
            "s2 token 4",
            "s2 LENGTH 4");
  }

  @Test
  void leavesTheSlotEmptyFromTheEndOfAStepToTheStartOfTheNext() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    simulation.submit(20, 1);
    simulation.submit(20, 1);
    assertThat(simulation.step().load()).isEqualTo("0/1"); // series-nonstream.csv at 11.275: 3/4
  }

  @Test
  void computesALongPromptInChunksAndSaysTheFirstTokenAfterTheLast() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumBatchedTokens(100));
    Sequence sequence = simulation.submit(250, 5);
    simulation.steps(2);
    assertThat(sequence.generated()).isZero();
    assertThat(simulation.engine.state().promptTokens()).isZero();
    simulation.step();
    assertThat(sequence.generated()).isEqualTo(1);
    assertThat(sequence.firstScheduledAt()).isZero();
    assertThat(sequence.firstTokenAt()).isEqualTo(3 * Simulation.MILLISECOND);
    assertThat(simulation.steps)
        .extracting(StepSummary::scheduledTokens)
        .containsExactly(100, 100, 50);
  }

  @Test
  void givesDecodesTheirTokenBeforePromptsGetTheRest() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumBatchedTokens(100));
    Sequence decoding = simulation.submit(50, 10);
    simulation.step();
    simulation.submit(500, 1);
    simulation.submit(500, 1);
    simulation.step();
    assertThat(decoding.generated()).isEqualTo(2);
    assertThat(simulation.load()).isEqualTo("2/1");
    assertThat(simulation.steps.getLast().scheduledTokens()).isEqualTo(100);
  }

  @Test
  void sharesWhatIsLeftOfTheBudgetWithTheNextInTheQueue() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumBatchedTokens(100));
    Sequence first = simulation.submit(60, 5);
    Sequence second = simulation.submit(60, 5);
    simulation.step();
    assertThat(first.computed).isEqualTo(60);
    assertThat(second.computed).isEqualTo(40);
    assertThat(second.generated()).isZero();
  }

  @Test
  void admitsOnlyWhenTheWholePromptFitsThoughItsFirstChunkWould() {
    Simulation simulation = new Simulation(Simulation.blocks(10).withMaxNumBatchedTokens(32));
    Sequence first = simulation.submit(16, 50);
    simulation.step();
    Sequence large = simulation.submit(160, 1); // 10 blocks, of which 9 are free
    assertThat(simulation.step().load()).isEqualTo("1/1");
    simulation.engine.abort(first, simulation.now);
    assertThat(simulation.step().load()).isEqualTo("1/0");
    assertThat(large.computed).isEqualTo(32);
  }

  @Test
  void letsNobodyOvertakeTheHeadOfTheQueue() {
    Simulation simulation = new Simulation(Simulation.blocks(10));
    simulation.submit(100, 50);
    simulation.step();
    simulation.submit(100, 1);
    simulation.submit(10, 1);
    assertThat(simulation.step().load()).isEqualTo("1/2");
  }

  @Test
  void countsBlocksAsTheyFill() {
    Simulation simulation = new Simulation(Simulation.blocks(100));
    simulation.submit(16, 40);
    simulation.step();
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(1);
    simulation.step();
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(2);
    simulation.steps(16);
    assertThat(simulation.engine.state().kvCacheUsage()).isEqualTo(3 / 100.0);
  }

  @Test
  void holdsNothingWhenIdle() {
    Simulation simulation = new Simulation(Simulation.roomy());
    simulation.submit(100, 10);
    simulation.drain();
    assertThat(simulation.engine.state().kvCacheUsage()).isZero();
    assertThat(simulation.engine.hasWork()).isFalse();
    assertThat(simulation.engine.step(simulation.now)).isZero();
  }
}
