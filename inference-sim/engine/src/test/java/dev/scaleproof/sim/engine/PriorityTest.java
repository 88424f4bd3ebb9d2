package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityTest {
  private static EngineConfig byPriority(EngineConfig config) {
    return config.withSchedulingPolicy(SchedulingPolicy.PRIORITY);
  }

  private static Sequence submit(Simulation simulation, int prompt, int tokens, long priority) {
    return simulation.submit(
        Sequence.of("s" + simulation.sequences.size(), simulation.prompt(prompt))
            .maxTokens(tokens)
            .priority(priority));
  }

  private static List<String> told(Simulation simulation, String what) {
    return simulation.events.stream()
        .filter(event -> event.contains(" " + what + " "))
        .map(event -> event.substring(0, event.indexOf(' ')))
        .toList();
  }

  @Test
  void theLowestValueIsAdmittedFirstThenWhoCameFirst() {
    Simulation simulation = new Simulation(byPriority(Simulation.roomy()).withMaxNumSeqs(1));
    submit(simulation, 4, 3, 5);
    simulation.step();
    for (long priority : new long[] {2, 0, 2, -1, 0}) {
      submit(simulation, 4, 1, priority);
    }
    simulation.drain();
    assertThat(told(simulation, "scheduled")).containsExactly("s0", "s4", "s2", "s5", "s1", "s3");
  }

  @Test
  void whoWaitsTakesNoSlotFromTheLessUrgent() {
    Simulation simulation = new Simulation(byPriority(Simulation.roomy()).withMaxNumSeqs(1));
    submit(simulation, 4, 5, 9);
    simulation.step();
    submit(simulation, 4, 1, 0);
    simulation.drain();
    assertThat(told(simulation, "preempted")).isEmpty();
    assertThat(told(simulation, "LENGTH")).containsExactly("s0", "s1");
  }

  @Test
  void firstComeFirstServedKnowsNoPriorities() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    submit(simulation, 4, 1, 5);
    submit(simulation, 4, 1, 0);
    simulation.drain();
    assertThat(told(simulation, "scheduled")).containsExactly("s0", "s1");
  }

  /** The first that came is the least urgent: blocks run out when the second wants one more. */
  @Test
  void theLeastUrgentLosesItsSlotAndItsShareOfTheStep() {
    Simulation simulation = new Simulation(byPriority(Simulation.blocks(4)));
    Sequence first = submit(simulation, 15, 40, 1);
    simulation.step();
    submit(simulation, 17, 40, 0);
    simulation.steps(16);
    assertThat(simulation.load()).isEqualTo("2/0");
    simulation.step();
    assertThat(told(simulation, "preempted")).containsExactly("s0");
    assertThat(first.computed).isZero();
    assertThat(simulation.steps.getLast().scheduledTokens()).isEqualTo(1);
    simulation.drain();
    assertThat(told(simulation, "LENGTH")).containsExactly("s1", "s0");
    assertThat(first.generated()).isEqualTo(40);
  }

  /** Who wants the block is the least urgent itself: it gives way, and nobody after it runs. */
  @Test
  void whoGivesWayItselfEndsThePlanning() {
    Simulation simulation = new Simulation(byPriority(Simulation.blocks(4)));
    submit(simulation, 16, 40, 1);
    simulation.step();
    submit(simulation, 15, 40, 0);
    simulation.steps(16);
    assertThat(simulation.load()).isEqualTo("2/0");
    int before = simulation.sequences.get(1).generated();
    simulation.step();
    assertThat(told(simulation, "preempted")).containsExactly("s0");
    assertThat(simulation.sequences.get(1).generated()).isEqualTo(before);
    simulation.drain();
    assertThat(told(simulation, "LENGTH")).containsExactly("s1", "s0");
  }

  @Test
  void whoLostItsSlotWaitsAmongTheOthersByItsArrival() {
    Simulation simulation = new Simulation(byPriority(Simulation.blocks(4)));
    submit(simulation, 16, 40, 0);
    simulation.step();
    submit(simulation, 16, 40, 1);
    simulation.step();
    submit(simulation, 4, 1, 1);
    submit(simulation, 4, 1, 0);
    simulation.drain();
    assertThat(told(simulation, "preempted")).contains("s1");
    assertThat(simulation.events.indexOf("s3 LENGTH " + ended(simulation, "s3")))
        .isLessThan(simulation.events.indexOf("s1 LENGTH " + ended(simulation, "s1")));
  }

  private static long ended(Simulation simulation, String id) {
    return simulation.sequences.stream()
            .filter(sequence -> sequence.id().equals(id))
            .findFirst()
            .orElseThrow()
            .finishedAt()
        / Simulation.MILLISECOND;
  }
}
