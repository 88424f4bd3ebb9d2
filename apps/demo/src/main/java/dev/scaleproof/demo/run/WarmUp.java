package dev.scaleproof.demo.run;

import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.demo.process.ChildException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A few short requests before time begins. A JVM's first requests are slow in real time, which
 * SPEED would make look like a slow model; a server that has been up for a while has them behind
 * it.
 */
public final class WarmUp {
  private static final int REQUESTS_EACH = 6;
  private static final int PROMPT_TOKENS = 16;
  private static final int ANSWER_TOKENS = 16;

  /** Real time, for everything together. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private WarmUp() {}

  /**
   * Sends requests through a gateway, so many at once that every replica in its pool gets some, and
   * waits for the answers. Blocks.
   *
   * @param clock only its speed matters
   * @throws ChildException when the answers do not come
   */
  public static void through(URI gateway, String model, int replicas, SimulatedClock clock)
      throws ChildException, InterruptedException {
    ChatBurst burst =
        new ChatBurst(
            model, 2 * replicas, REQUESTS_EACH, PROMPT_TOKENS, ANSWER_TOKENS, -1, TIMEOUT);
    CountDownLatch answers = new CountDownLatch(burst.requests());
    Burst.Running running = burst.start(gateway, "warm-up", clock, line -> answers.countDown());
    try {
      if (!answers.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new ChildException(
            "%d of %d warm-up requests through %s got no answer in %d s"
                .formatted(answers.getCount(), burst.requests(), gateway, TIMEOUT.toSeconds()));
      }
    } finally {
      running.close();
    }
  }
}
