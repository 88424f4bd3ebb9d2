package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The engine under a recorded load is in every state in which the recorded vLLM was seen. Time is
 * left out: the recording's CPU stalls, and neither its steps nor ours depend on time.
 */
class RecordedSeriesTest {
  private static final int PROMPT_TOKENS = 132;

  // A poll lies between two steps of ours, and vLLM, which schedules a step ahead, takes the blocks
  // of a step while it still counts the tokens of the one before.
  private static final long STEPS_APART = 2;

  private final List<EngineState> states = new ArrayList<>();
  private final List<Long> finished = new ArrayList<>();

  private void run(Simulation simulation) {
    while (simulation.engine.hasWork()) {
      simulation.step();
      note(simulation);
    }
  }

  private void note(Simulation simulation) {
    states.add(simulation.engine.state());
    finished.add(simulation.sequences.stream().filter(each -> each.finishReason() != null).count());
  }

  @Test
  void twelveRequestsOnFourSlots() {
    int[] maxTokens = Recording.maxTokens("series-nonstream-requests.csv");
    List<Recording.Poll> polls = Recording.polls("series-nonstream.csv");
    EngineConfig config =
        Simulation.roomy().withMaxNumSeqs(4).withMaxModelLen(2048).withBlocks(128, 16_384);
    Simulation simulation = new Simulation(config);
    simulation.submit(PROMPT_TOKENS, maxTokens[0]);
    simulation.step(); // the first one had started when the others came: 49 = 13 + 3 × 12 tokens
    note(simulation);
    for (int i = 1; i < maxTokens.length; i++) {
      simulation.submit(PROMPT_TOKENS, maxTokens[i]);
    }
    run(simulation);

    assertThat(polls).filteredOn(poll -> poll.running() > 0).hasSize(74);
    assertThat(polls).filteredOn(poll -> poll.running() > 0).allSatisfy(this::wasSeen);
    assertThat(states.getLast().generationTokens()).isEqualTo(polls.getLast().generationTokens());
    assertThat(states.getLast().promptTokens()).isEqualTo(polls.getLast().promptTokens());
  }

  @Test
  void twelveRequestsOnTooFewBlocks() {
    int[] maxTokens = Recording.maxTokens("series-smallkv-requests.csv");
    List<Recording.Poll> polls = Recording.polls("series-smallkv.csv");
    EngineConfig config = Simulation.roomy().withMaxModelLen(2048).withBlocks(32, 100);
    Simulation simulation = new Simulation(config);
    // As their first tokens came in the recording: one, then four, then the rest.
    IntStream.range(0, 1).forEach(i -> simulation.submit(PROMPT_TOKENS, maxTokens[i]));
    simulation.step();
    note(simulation);
    IntStream.range(1, 5).forEach(i -> simulation.submit(PROMPT_TOKENS, maxTokens[i]));
    simulation.step();
    note(simulation);
    IntStream.range(5, 12).forEach(i -> simulation.submit(PROMPT_TOKENS, maxTokens[i]));
    run(simulation);

    assertThat(polls).filteredOn(poll -> poll.running() > 0).hasSize(17);
    assertThat(polls).filteredOn(poll -> poll.running() > 0).allSatisfy(this::wasSeen);
    assertThat(states.getLast().preemptions()).isEqualTo(16);
    assertThat(polls.getLast().preemptions()).isEqualTo(16);
    assertThat(states.getLast().generationTokens()).isEqualTo(12 * 700);
    assertThat(states.getLast().prefixCacheHits()).isEqualTo(polls.getLast().prefixCacheHits());
  }

  private void wasSeen(Recording.Poll poll) {
    assertThat(IntStream.range(0, states.size()))
        .as("%s", poll)
        .anyMatch(i -> matches(poll, states.get(i), finished.get(i)));
  }

  private static boolean matches(Recording.Poll poll, EngineState state, long finished) {
    return state.running() == poll.running()
        && state.waiting() == poll.waiting()
        && Math.abs(state.kvCacheUsage() - poll.usage()) < 1e-9
        && Math.abs(state.generationTokens() - poll.generationTokens())
            <= STEPS_APART * Math.max(1, poll.running())
        && state.promptTokens() == poll.promptTokens()
        && state.prefixCacheQueries() == poll.prefixCacheQueries()
        && state.prefixCacheHits() == poll.prefixCacheHits()
        && state.preemptions() == poll.preemptions()
        && finished == poll.finished();
  }
}
