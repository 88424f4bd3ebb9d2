package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class EndingTest {
  private static final int[] PROMPT = {10, 11, 12};

  /** Says ordinary tokens, but this one at position 3. */
  private static Simulation saying(int token) {
    return new Simulation(
        Simulation.roomy(), (sequence, position) -> position == 3 ? token : 100 + position);
  }

  private static Sequence run(Simulation simulation, Sequence.Builder builder) {
    Sequence sequence = simulation.submit(builder);
    simulation.drain();
    return sequence;
  }

  @Test
  void endsAtTheEndOfSequenceToken() {
    Sequence sequence = run(saying(Simulation.EOS), Sequence.of("a", PROMPT).maxTokens(10));
    assertThat(sequence.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(sequence.generated()).isEqualTo(4);
  }

  @Test
  void goesOnPastItWhenAskedTo() {
    Sequence.Builder builder = Sequence.of("a", PROMPT).maxTokens(10).ignoreEndOfSequence(true);
    Sequence sequence = run(saying(Simulation.EOS), builder);
    assertThat(sequence.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(sequence.generated()).isEqualTo(10);
  }

  @Test
  void endsAtAStopToken() {
    Sequence.Builder builder = Sequence.of("a", PROMPT).maxTokens(10).stopTokenIds(555, 777);
    assertThat(run(saying(777), builder).finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void doesNotStopBelowItsMinimum() {
    Sequence.Builder builder = Sequence.of("a", PROMPT).maxTokens(10).minTokens(5);
    assertThat(run(saying(Simulation.EOS), builder).generated()).isEqualTo(10);
    builder = Sequence.of("a", PROMPT).maxTokens(10).minTokens(4);
    assertThat(run(saying(Simulation.EOS), builder).generated()).isEqualTo(4);
  }

  @Test
  void endsWhereTheContextDoes() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxModelLen(8));
    Sequence sequence = run(simulation, Sequence.of("a", PROMPT).maxTokens(100));
    assertThat(sequence.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(sequence.generated()).isEqualTo(5);
  }

  @Test
  void refusesAPromptThatLeavesNoRoomForAnAnswer() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxModelLen(3));
    Sequence sequence = simulation.submit(PROMPT, 1);
    assertThat(sequence.finishReason()).isEqualTo(FinishReason.ERROR);
    assertThat(simulation.engine.hasWork()).isFalse();
  }

  @Test
  void endsWithAnErrorWhatTheWholeCacheCannotHold() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    Sequence prompt = simulation.submit(65, 1);
    Sequence next = simulation.submit(64, 1);
    simulation.drain();
    assertThat(prompt.finishReason()).isEqualTo(FinishReason.ERROR);
    assertThat(next.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void endsWithAnErrorWhatOutgrowsTheWholeCacheAndDisturbsNobody() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    Sequence growing = simulation.submit(40, 100);
    simulation.steps(25);
    Sequence other = simulation.submit(10, 1);
    simulation.drain();
    assertThat(growing.finishReason()).isEqualTo(FinishReason.ERROR);
    assertThat(growing.preemptions()).isZero();
    assertThat(growing.generated()).isEqualTo(25); // 64 tokens of the 65 are in the cache
    assertThat(other.preemptions()).isZero();
    assertThat(other.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void abortFreesSlotAndBlocksAtOnce() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence sequence = simulation.submit(100, 50);
    simulation.steps(3);
    assertThat(simulation.engine.abort(sequence, simulation.now)).isTrue();
    assertThat(simulation.load()).isEqualTo("0/0");
    assertThat(simulation.engine.state().usedBlocks()).isZero();
    assertThat(simulation.events).last().isEqualTo("s0 ABORT 3");
  }

  @Test
  void abortReachesIntoTheQueue() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    for (int i = 0; i < 4; i++) {
      simulation.submit(10, 2);
    }
    simulation.step();
    for (int i : new int[] {2, 3, 1}) {
      simulation.engine.abort(simulation.sequences.get(i), simulation.now);
    }
    assertThat(simulation.load()).isEqualTo("1/0");
    simulation.submit(10, 1);
    simulation.drain();
    assertThat(simulation.events).endsWith("s4 token 3", "s4 LENGTH 3");
  }

  @Test
  void abortReachesThePreempted() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    simulation.submit(16, 40);
    Sequence second = simulation.submit(16, 40);
    simulation.steps(18);
    assertThat(simulation.load()).isEqualTo("1/1");
    assertThat(simulation.engine.abort(second, simulation.now)).isTrue();
    assertThat(simulation.load()).isEqualTo("1/0");
  }

  @Test
  void whatIsAbortedDuringAStepProducesNothingInIt() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence sequence = simulation.submit(10, 5);
    simulation.engine.beginStep(0);
    simulation.engine.abort(sequence, 400_000);
    simulation.engine.endStep();
    assertThat(simulation.events).containsExactly("s0 scheduled 0", "s0 ABORT 0");
  }

  @Test
  void endsOnce() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence sequence = simulation.submit(10, 1);
    simulation.drain();
    assertThat(simulation.engine.abort(sequence, simulation.now)).isFalse();
    assertThat(simulation.events).hasSize(3).last().isEqualTo("s0 LENGTH 1");
  }

  @Test
  void abortLeavesOtherEnginesSequencesAlone() {
    Simulation one = new Simulation(Simulation.roomy());
    Simulation two = new Simulation(Simulation.roomy());
    Sequence sequence = one.submit(10, 5);
    assertThat(two.engine.abort(sequence, 0)).isFalse();
    assertThat(two.engine.abort(Sequence.of("new", PROMPT).build(), 0)).isFalse();
    assertThat(one.load()).isEqualTo("0/1");
  }

  @Test
  void aListenerMayEndASequenceAtTheTokenItIsTold() {
    Simulation simulation = new Simulation(Simulation.roomy());
    simulation.onToken =
        sequence -> {
          if (sequence.generated() == 3) {
            simulation.engine.finish(sequence, FinishReason.STOP, simulation.now);
          }
        };
    Sequence atItsEnd = simulation.submit(10, 3);
    Sequence beforeItsEnd = simulation.submit(10, 9);
    simulation.drain();
    assertThat(atItsEnd.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(beforeItsEnd.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(simulation.events).filteredOn(event -> event.contains("STOP")).hasSize(2);
    assertThat(simulation.events).filteredOn(event -> event.contains("LENGTH")).isEmpty();
  }

  @Test
  void aListenerMaySubmitAndEndOthers() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence other = simulation.submit(10, 9);
    simulation.submit(10, 1);
    simulation.onToken =
        sequence -> {
          if (sequence != other) {
            simulation.engine.abort(other, simulation.now);
            if (simulation.sequences.size() == 2) {
              simulation.submit(10, 1);
            }
          }
        };
    simulation.drain();
    assertThat(simulation.events).endsWith("s2 scheduled 1", "s2 token 2", "s2 LENGTH 2");
    assertThat(other.generated()).isEqualTo(1);
  }

  @Test
  void takesASequenceOnce() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence sequence = simulation.submit(10, 1);
    assertThatIllegalStateException().isThrownBy(() -> simulation.engine.submit(sequence, 0));
  }
}
