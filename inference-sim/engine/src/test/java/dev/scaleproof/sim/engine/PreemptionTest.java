package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreemptionTest {
  /** Two sequences that fill four blocks; at the 17th token of each, one must go. */
  private static Simulation full() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    simulation.submit(16, 40);
    simulation.submit(16, 40);
    return simulation.steps(17);
  }

  @Test
  void takesTheSlotOfTheLastArrivedWhenBlocksRunOut() {
    Simulation simulation = full();
    assertThat(simulation.load()).isEqualTo("2/0");
    assertThat(simulation.engine.state().kvCacheUsage()).isEqualTo(1.0);
    assertThat(simulation.step().load()).isEqualTo("1/1");
    assertThat(simulation.events).contains("s1 preempted 17").doesNotContain("s0 preempted 17");
  }

  @Test
  void putsThePreemptedAtTheFrontOfTheQueue() {
    Simulation simulation = full();
    simulation.submit(4, 1);
    simulation.drain();
    assertThat(simulation.events.indexOf("s1 resumed 40"))
        .isPositive()
        .isLessThan(simulation.events.indexOf("s2 scheduled 40"));
  }

  @Test
  void recomputesPromptAndAnswerAndGoesOnWhereItWas() {
    List<Integer> positions = new ArrayList<>();
    Simulation simulation =
        new Simulation(
            Simulation.blocks(4).withPrefixCaching(false),
            (sequence, position) -> {
              if (sequence.id().equals("s1")) {
                positions.add(position);
              }
              return 100;
            });
    Sequence first = simulation.submit(16, 40);
    Sequence second = simulation.submit(16, 19);
    simulation.steps(18);
    assertThat(second.computed).isZero();
    assertThat(second.generated()).isEqualTo(17);
    simulation.engine.abort(first, simulation.now);
    simulation.step();
    assertThat(simulation.steps.getLast().scheduledTokens()).isEqualTo(16 + 17);
    assertThat(second.generated()).isEqualTo(18);
    simulation.drain();
    assertThat(positions).hasSize(19).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void findsWhatItComputedBeforeInThePrefixCacheIfItIsStillThere() {
    Simulation simulation = full();
    simulation.step();
    simulation.engine.abort(simulation.sequences.get(0), simulation.now);
    simulation.step();
    assertThat(simulation.steps.getLast().scheduledTokens()).isLessThan(16 + 17);
    assertThat(simulation.sequences.get(1).cachedTokens()).isZero(); // as when it first came
  }

  @Test
  void countsAPreemptionWhenItsVictimHasResumed() {
    Simulation simulation = full().step();
    assertThat(simulation.engine.state().preemptions()).isZero(); // series-smallkv.csv at 3.925
    simulation.drain();
    assertThat(simulation.engine.state().preemptions()).isEqualTo(1);
  }

  @Test
  void countsPromptAndQueriesOfAResumedSequenceOnce() {
    Simulation simulation = full().drain();
    assertThat(simulation.engine.state().promptTokens()).isEqualTo(32);
    assertThat(simulation.engine.state().prefixCacheQueries()).isEqualTo(32);
    assertThat(simulation.engine.state().prefixCacheHits()).isZero();
    assertThat(simulation.engine.state().generationTokens()).isEqualTo(80);
  }

  @Test
  void takesItsOwnSlotIfItIsTheLastArrivedItself() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    simulation.submit(30, 30);
    simulation.submit(16, 40);
    simulation.steps(3); // s0 has 32 tokens in two blocks, s1 18 in two
    Sequence first = simulation.sequences.get(0);
    assertThat(simulation.load()).isEqualTo("2/0");
    simulation.step();
    assertThat(simulation.events).contains("s1 preempted 3");
    simulation.drain();
    assertThat(first.preemptions()).isZero();
    assertThat(simulation.events).contains("s0 LENGTH 30");
  }
}
