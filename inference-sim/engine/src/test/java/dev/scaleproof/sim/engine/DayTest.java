package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A day of mixed traffic on one L4, with a rush hour that it cannot keep up with. */
class DayTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 24 * 3600 * SECOND;

  private final Random random = new Random(20_261_122);
  private final int[] systemPrompt = random.ints(600, 0, 32_000).toArray();
  private final ArrayDeque<Sequence> open = new ArrayDeque<>();
  private long submitted;
  private long ended;
  private long aborted;
  private int mostWaiting;

  @Test
  void endsWithEveryRequestAnsweredAndEveryBlockFree() {
    EngineConfig config = EngineConfig.defaults(HardwareProfile.named("L4"));
    Engine engine = new Engine(config, HardwareProfile.named("L4"), (s, p) -> 5, counting());
    long now = 0;
    long nextArrival = 0;
    while (now < DAY || engine.hasWork()) {
      while (nextArrival <= now && nextArrival < DAY) {
        Sequence sequence = anyRequest();
        engine.submit(sequence, nextArrival);
        open.add(sequence);
        nextArrival += interval(nextArrival);
      }
      mostWaiting = Math.max(mostWaiting, engine.state().waiting());
      if (random.nextInt(2000) == 0 && !open.isEmpty() && engine.abort(open.poll(), now)) {
        aborted++;
      }
      long duration = engine.step(now);
      now = duration > 0 ? now + duration : Math.max(now, Math.min(nextArrival, DAY));
    }
    EngineState state = engine.state();
    assertThat(ended).isEqualTo(submitted).isGreaterThan(15_000);
    assertThat(aborted).isPositive();
    assertThat(state.usedBlocks()).isZero();
    assertThat(state.prefixCacheHits()).isGreaterThan(state.prefixCacheQueries() / 3);
    assertThat(state.preemptions()).isPositive();
    assertThat(mostWaiting).isGreaterThan(100);
  }

  /** Every 12 s on average by night, every 4 s by day, 4 a second from 9:00 to 9:10. */
  private long interval(long at) {
    long hour = at / (3600 * SECOND);
    boolean rush = hour == 9 && at % (3600 * SECOND) < 600 * SECOND;
    double mean = rush ? 0.25 : hour >= 8 && hour < 20 ? 4 : 12;
    return (long) (-Math.log(1 - random.nextDouble()) * mean * SECOND);
  }

  private Sequence anyRequest() {
    int length = 620 + random.nextInt(800);
    int[] prompt = Arrays.copyOf(systemPrompt, length);
    for (int i = systemPrompt.length; i < length; i++) {
      prompt[i] = random.nextInt(32_000);
    }
    submitted++;
    return Sequence.of("r" + submitted, prompt).maxTokens(50 + random.nextInt(400)).build();
  }

  private EngineListener counting() {
    return new EngineListener() {
      @Override
      public void finished(Sequence sequence, FinishReason reason, long now) {
        ended++;
        open.remove(sequence);
      }
    };
  }
}
