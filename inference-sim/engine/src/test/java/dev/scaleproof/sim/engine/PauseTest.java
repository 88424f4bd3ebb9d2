package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Pausing as vLLM's sleep does, forgetting prefixes, and blocks kept from sequences. */
class PauseTest {
  @Test
  void whilePausedForNewOnesTheRunningFinishAndTheOthersWait() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    simulation.submit(20, 5);
    simulation.step();
    simulation.engine.pause(Pause.NEW);
    Sequence late = simulation.submit(20, 5);

    simulation.drain();

    assertThat(simulation.load()).isEqualTo("0/1");
    assertThat(late.generated()).isZero();
    simulation.engine.pause(Pause.NONE);
    simulation.drain();
    assertThat(late.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void whilePausedAltogetherNothingMoves() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence sequence = simulation.submit(20, 5);
    simulation.step();
    simulation.engine.pause(Pause.ALL);

    assertThat(simulation.engine.hasWork()).isFalse();
    assertThat(simulation.engine.step(simulation.now)).isZero();
    assertThat(sequence.generated()).isEqualTo(1);

    simulation.engine.pause(Pause.NONE);
    simulation.drain();
    assertThat(sequence.generated()).isEqualTo(5);
  }

  @Test
  void aPausedEngineStillLetsGoOfWhatIsAborted() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence running = simulation.submit(20, 5);
    simulation.step();
    simulation.engine.pause(Pause.ALL);
    Sequence waiting = simulation.submit(20, 5);

    assertThat(simulation.engine.abort(running, simulation.now)).isTrue();
    assertThat(simulation.engine.abort(waiting, simulation.now)).isTrue();
    assertThat(simulation.engine.state().usedBlocks()).isZero();
    assertThat(simulation.load()).isEqualTo("0/0");
  }

  @Test
  void aResetForgetsPrefixesAndPreemptsWhatRuns() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(100);
    Sequence sequence = simulation.submit(prompt, 5);
    simulation.step();

    simulation.engine.resetPrefixCache(simulation.now);

    assertThat(simulation.load()).isEqualTo("0/1");
    assertThat(simulation.engine.state().usedBlocks()).isZero();
    assertThat(simulation.events).contains("s0 preempted 1");
    Sequence same = simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(sequence.generated()).isEqualTo(5);
    // Both in one step: the second finds the blocks that the first computes anew, nothing older.
    assertThat(simulation.engine.state().preemptions()).isEqualTo(1);
    assertThat(same.cachedTokens()).isEqualTo(96);
    Sequence again = simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(again.cachedTokens()).isEqualTo(96);
    simulation.engine.resetPrefixCache(simulation.now);
    Sequence fresh = simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(fresh.cachedTokens()).isZero();
  }

  @Test
  void reservedBlocksCountAsUsedAndKeepSequencesOut() {
    Simulation simulation = new Simulation(Simulation.blocks(10));
    simulation.engine.reserveBlocks(8);
    assertThat(simulation.engine.state().kvCacheUsage()).isEqualTo(0.8);
    Sequence large = simulation.submit(40, 1);

    simulation.step();

    assertThat(simulation.load()).isEqualTo("0/1");
    simulation.engine.reserveBlocks(0);
    simulation.drain();
    assertThat(large.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(simulation.engine.state().usedBlocks()).isZero();
  }

  @Test
  void whatIsInUseIsReservedWhenItIsGivenUpAndRunningOnesArePreempted() {
    Simulation simulation = new Simulation(Simulation.blocks(10));
    Sequence first = simulation.submit(60, 40);
    Sequence second = simulation.submit(60, 40);
    simulation.step();
    simulation.engine.reserveBlocks(3);
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(10);

    simulation.steps(10);

    assertThat(second.preemptions()).isEqualTo(1);
    assertThat(first.preemptions()).isZero();
    simulation.drain();
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(3);
    assertThat(first.generated()).isEqualTo(40);
    assertThat(second.generated()).isEqualTo(40);
  }

  @Test
  void moreBlocksThanThereAreCannotBeReserved() {
    Simulation simulation = new Simulation(Simulation.blocks(10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.engine.reserveBlocks(11))
        .withMessage("cannot reserve 11 of 10 blocks");
  }
}
