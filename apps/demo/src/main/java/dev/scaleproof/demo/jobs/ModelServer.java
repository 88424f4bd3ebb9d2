package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.report.Words;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The simulator as a model that is never the bottleneck: as many jobs as there can be get a slot at
 * once, and every step lasts the same whatever is in it. So a job of N tokens takes N steps.
 */
final class ModelServer {
  /** Short enough that a job does not wait long for the next step, long enough for high speeds. */
  static final Duration STEP = Duration.ofMillis(250);

  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  /** Room for every prompt in one step; a prompt is a question and a few passages. */
  private static final int TOKENS = 1 << 20;

  private ModelServer() {}

  /** Tokens of an answer that takes so long. */
  static int tokens(double jobSeconds) {
    return (int) Math.round(jobSeconds * 1000 / STEP.toMillis());
  }

  /** The model's time for an answer that is to take about so long: whole steps. */
  static double seconds(double jobSeconds) {
    return tokens(jobSeconds) * STEP.toMillis() / 1000.0;
  }

  /** Starts it and waits until it serves. */
  static URI start(Children children, Program simulator, String model, int atOnce, double speed)
      throws ChildException, InterruptedException {
    Child child =
        children.start(
            "model",
            simulator.needing(192, 0),
            List.of(
                "--host=127.0.0.1",
                "--port=0",
                "--served-model-name=" + model,
                "--profile=constant:" + STEP.toMillis() + "ms",
                "--max-num-seqs=" + atOnce,
                "--max-num-batched-tokens=" + TOKENS,
                "--max-model-len=8192",
                "--num-gpu-blocks-override=" + TOKENS / 16,
                "--speed=" + Words.number(speed)));
    return child.awaitReady(READY_TIMEOUT);
  }

  /** In words. */
  static String description(double jobSeconds) {
    return "a simulated model that answers in %s of %d ms, with a slot for every job"
        .formatted(Words.count(tokens(jobSeconds), "step"), STEP.toMillis());
  }
}
