package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.Workload;
import java.time.Duration;

/**
 * Short streams, one after another on many connections: some ten thousand requests, after which a
 * JVM has compiled what it runs. A fresh one spends as much on compiling as on the work.
 */
final class WarmUp {
  private static final double SECONDS = 6;
  private static final int USERS = 512;
  private static final int PROMPT_TOKENS = 16;
  private static final int ANSWER_TOKENS = 5;

  private WarmUp() {}

  /**
   * @param effort scales the time it takes
   */
  static void run(Target target, String model, double effort) throws InterruptedException {
    Duration duration = Duration.ofMillis(Math.round(1000 * SECONDS * effort));
    LoadPlan plan =
        LoadPlan.to(target.uri())
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(PROMPT_TOKENS), ANSWER_TOKENS))
            .arrivals(Arrivals.ClosedLoop.of(USERS))
            .duration(duration)
            .totalTimeout(duration.plusSeconds(10))
            .build();
    var unused = Loaded.run(target, plan, request -> {});
  }
}
