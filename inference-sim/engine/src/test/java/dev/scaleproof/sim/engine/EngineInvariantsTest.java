package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the settings, the load and the aborts, nothing leaks and everything ends once. */
class EngineInvariantsTest {
  private static final int REQUESTS = 40;

  @Property(tries = 60)
  void hold(@ForAll long seed) {
    EngineConfig config = anyConfig(new Random(seed));
    List<String> events = runAndCheck(config, new Random(seed));
    assertThat(runAndCheck(config, new Random(seed))).as("the same again").isEqualTo(events);
  }

  private static EngineConfig anyConfig(Random random) {
    int maxNumSeqs = 1 + random.nextInt(20);
    int maxNumBatchedTokens = 1 + random.nextInt(200);
    int blockSize = 1 + random.nextInt(20);
    int numBlocks = 2 + random.nextInt(60);
    return new EngineConfig(
        maxNumSeqs,
        maxNumBatchedTokens,
        200,
        blockSize,
        numBlocks,
        random.nextInt(4) > 0,
        random.nextBoolean() ? SchedulingPolicy.FCFS : SchedulingPolicy.PRIORITY,
        Simulation.EOS);
  }

  private static List<String> runAndCheck(EngineConfig config, Random random) {
    Simulation simulation =
        new Simulation(config, (sequence, position) -> random.nextInt(50) == 0 ? 2 : 3 + position);
    List<int[]> shared = List.of(simulation.prompt(200), simulation.prompt(200));
    int guard = 0;
    while (simulation.sequences.size() < REQUESTS || simulation.engine.hasWork()) {
      if (simulation.sequences.size() < REQUESTS && random.nextInt(3) == 0) {
        simulation.submit(anyRequest(simulation, shared, random));
      }
      long duration = simulation.engine.beginStep(simulation.now);
      check(simulation, config);
      if (random.nextInt(10) == 0 && !simulation.sequences.isEmpty()) {
        int victim = random.nextInt(simulation.sequences.size());
        simulation.engine.abort(simulation.sequences.get(victim), simulation.now);
        check(simulation, config);
      }
      if (duration > 0) {
        simulation.engine.endStep();
        simulation.now += duration;
        int tokens = simulation.steps.getLast().scheduledTokens();
        require(tokens >= 1 && tokens <= config.maxNumBatchedTokens(), "tokens in a step", tokens);
        check(simulation, config);
      }
      require(guard++ < 50_000, "steps", guard);
    }
    assertThat(simulation.engine.state().usedBlocks()).isZero();
    for (Sequence sequence : simulation.sequences) {
      assertEndedOnce(simulation, sequence);
    }
    return simulation.events;
  }

  private static Sequence.Builder anyRequest(
      Simulation simulation, List<int[]> shared, Random random) {
    int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 210 : 60);
    int[] prompt = simulation.prompt(length);
    if (random.nextBoolean()) {
      int common = Math.min(length, random.nextInt(200));
      System.arraycopy(shared.get(random.nextInt(2)), 0, prompt, 0, common);
    }
    return Sequence.of("s" + simulation.sequences.size(), prompt)
        .maxTokens(1 + random.nextInt(120))
        .priority(random.nextInt(-2, 3))
        .ignoreEndOfSequence(random.nextBoolean());
  }

  private static void check(Simulation simulation, EngineConfig config) {
    int[] holds = new int[config.numBlocks()];
    int running = 0;
    int waiting = 0;
    for (Sequence sequence : simulation.sequences) {
      boolean runs = sequence.status == Sequence.Status.RUNNING;
      running += runs ? 1 : 0;
      waiting += runs || sequence.status == Sequence.Status.FINISHED ? 0 : 1;
      int needed = runs ? (sequence.computed + config.blockSize() - 1) / config.blockSize() : 0;
      require(sequence.table.size() == needed, "blocks of a sequence", sequence.table.size());
      for (int i = 0; i < needed; i++) {
        holds[sequence.table.block(i)]++;
      }
    }
    BlockPool pool = simulation.engine.cache().pool();
    int held = 0;
    for (int block = 0; block < holds.length; block++) {
      held += holds[block] > 0 ? 1 : 0;
      require(pool.references(block) == holds[block], "references to block", block);
    }
    EngineState state = simulation.engine.state();
    require(holds[0] == 0, "holds of the null block", holds[0]);
    require(state.usedBlocks() == held, "used blocks", state.usedBlocks());
    require(held + pool.free() == config.numBlocks() - 1, "free blocks", pool.free());
    require(state.running() == running, "running", state.running());
    require(state.running() <= config.maxNumSeqs(), "slots", state.running());
    require(state.waiting() == waiting, "waiting", state.waiting());
  }

  /** Instead of an assertion object: this is asked millions of times. */
  private static void require(boolean holds, String what, int actual) {
    if (!holds) {
      throw new AssertionError(what + ": " + actual);
    }
  }

  private static void assertEndedOnce(Simulation simulation, Sequence sequence) {
    List<String> events = new ArrayList<>(simulation.events);
    events.removeIf(event -> !event.startsWith(sequence.id() + " "));
    assertThat(events)
        .filteredOn(event -> event.matches("s\\d+ [A-Z]+ \\d+"))
        .hasSize(1)
        .containsExactly(events.getLast());
    assertThat(events).filteredOn(event -> event.contains(" token ")).hasSize(sequence.generated());
    assertThat(events)
        .filteredOn(event -> event.contains(" preempted "))
        .hasSize(sequence.preemptions());
  }
}
