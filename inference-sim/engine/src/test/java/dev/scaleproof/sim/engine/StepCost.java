package dev.scaleproof.sim.engine;

import java.lang.management.ManagementFactory;

/**
 * Prints what a step with 1,024 running sequences costs this machine, in time and in allocation.
 * Not a test: run its main from a built module, {@code java -cp
 * target/classes:target/test-classes}.
 */
final class StepCost {
  private static final int SEQUENCES = 1024;
  private static final int STEPS = 1000;

  private StepCost() {}

  public static void main(String[] args) {
    for (int round = 0; round < 10; round++) {
      measure();
    }
  }

  private static void measure() {
    EngineConfig config =
        EngineConfig.defaults(HardwareProfile.named("A100"))
            .withMaxNumSeqs(SEQUENCES)
            .withBlocks(16, 200_000);
    Engine engine =
        new Engine(
            config,
            HardwareProfile.named("A100"),
            (sequence, position) -> position,
            new EngineListener() {});
    long now = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      int[] prompt = new int[200];
      prompt[0] = i;
      engine.submit(Sequence.of("s" + i, prompt).maxTokens(3000).build(), now);
    }
    while (engine.state().waiting() > 0) {
      now += engine.step(now);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      now += engine.step(now);
    }
    double micros = (System.nanoTime() - start) / 1e3 / STEPS;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    System.out.printf(
        "%d running: %.1f µs and %d bytes a step%n",
        engine.state().running(), micros, bytes / STEPS);
  }
}
