package dev.scaleproof.sim.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** An engine in virtual time whose steps take 1 ms, and everything it told its listener. */
final class Simulation implements EngineListener {
  static final long MILLISECOND = 1_000_000;
  static final HardwareProfile FLAT = new HardwareProfile("flat", MILLISECOND, 0, 0, 0, 1_000_000);
  static final int EOS = 2;

  final Engine engine;
  final List<String> events = new ArrayList<>();
  final List<StepSummary> steps = new ArrayList<>();
  final List<Sequence> sequences = new ArrayList<>();
  private final Random random = new Random(7);
  Consumer<Sequence> onToken = sequence -> {};
  long now;

  Simulation(EngineConfig config) {
    this(config, (sequence, position) -> 100 + position % 1000);
  }

  Simulation(EngineConfig config, TokenSource tokens) {
    engine = new Engine(config.withEndOfSequenceToken(EOS), FLAT, tokens, this);
  }

  /** Room for everything, in blocks of 16. */
  static EngineConfig roomy() {
    return EngineConfig.defaults(FLAT).withBlocks(16, 1001);
  }

  /** So many usable blocks of 16 tokens. */
  static EngineConfig blocks(int usable) {
    return roomy().withBlocks(16, usable + 1);
  }

  int[] prompt(int tokens) {
    int[] prompt = new int[tokens];
    Arrays.setAll(prompt, i -> 1000 + random.nextInt(30_000));
    return prompt;
  }

  /** One with a prompt of its own; named s0, s1, … in the order of submission. */
  Sequence submit(int promptTokens, int maxTokens) {
    return submit(prompt(promptTokens), maxTokens);
  }

  Sequence submit(int[] prompt, int maxTokens) {
    return submit(Sequence.of("s" + sequences.size(), prompt).maxTokens(maxTokens));
  }

  Sequence submit(Sequence.Builder builder) {
    Sequence sequence = builder.build();
    sequences.add(sequence);
    engine.submit(sequence, now);
    return sequence;
  }

  Simulation step() {
    now += engine.step(now);
    return this;
  }

  Simulation steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
    return this;
  }

  /** Steps until nothing is left, but not for ever. */
  Simulation drain() {
    for (int i = 0; engine.hasWork(); i++) {
      if (i == 100_000) {
        throw new AssertionError("does not come to an end: " + engine.state());
      }
      step();
    }
    return this;
  }

  /** Running and waiting, as in "4/8". */
  String load() {
    EngineState state = engine.state();
    return state.running() + "/" + state.waiting();
  }

  @Override
  public void scheduled(Sequence sequence, long at) {
    record(sequence, "scheduled", at);
  }

  @Override
  public void preempted(Sequence sequence, long at) {
    record(sequence, "preempted", at);
  }

  @Override
  public void resumed(Sequence sequence, long at) {
    record(sequence, "resumed", at);
  }

  @Override
  public void token(Sequence sequence, int tokenId, long at) {
    record(sequence, "token", at);
    onToken.accept(sequence);
  }

  @Override
  public void finished(Sequence sequence, FinishReason reason, long at) {
    record(sequence, reason.name(), at);
  }

  @Override
  public void stepped(StepSummary step) {
    steps.add(step);
  }

  private void record(Sequence sequence, String what, long at) {
    events.add(sequence.id() + " " + what + " " + at / MILLISECOND);
  }
}
