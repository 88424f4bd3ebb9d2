package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.Engine;
import dev.scaleproof.sim.engine.Pause;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sleep and wake as vLLM's {@code EngineCore.sleep} and {@code wake_up} do (v1/engine/core.py): the
 * scheduler is paused, requests are taken and wait, and from level 1 on the KV cache forgets its
 * prefixes. Used by the engine's thread alone, between steps.
 */
final class Sleeper {
  private static final List<String> MEMORY = List.of("weights", "kv_cache");

  private record Drain(int level, Runnable asleep) {}

  private final Engine engine;
  private final StepObserver observer;
  private final List<Drain> drains = new ArrayList<>();
  private final Set<String> asleep = new LinkedHashSet<>();

  Sleeper(Engine engine, StepObserver observer) {
    this.engine = engine;
    this.observer = observer;
  }

  /** What runs goes on to its end, and then it is asleep. */
  void afterDrain(int level, Runnable done, long now) {
    engine.pause(Pause.NEW);
    drains.add(new Drain(level, done));
    check(now);
  }

  /** At once: what runs has been aborted, or stays where it is. */
  void now(Pause pause, int level, long now) {
    engine.pause(pause);
    fallAsleep(level, now);
  }

  /** Looks whether a drain has come to its end. */
  void check(long now) {
    if (drains.isEmpty() || engine.hasWork()) {
      return;
    }
    List<Drain> over = List.copyOf(drains);
    drains.clear();
    for (Drain drain : over) {
      fallAsleep(drain.level, now);
      drain.asleep.run();
    }
  }

  private void fallAsleep(int level, long now) {
    if (level >= 1) {
      engine.resetPrefixCache(now);
      // Executor.sleep does nothing while it sleeps already (v1/executor/abstract.py).
      asleep.addAll(MEMORY);
    }
    observer.slept(true, level);
  }

  boolean isPaused() {
    return engine.isPaused() || !asleep.isEmpty();
  }

  /** Wakes up what {@code tags} name, null for everything; unknown ones leave all as it is. */
  void wake(@Nullable List<String> tags) {
    if (tags == null) {
      asleep.clear();
    } else {
      List<String> memory = tags.stream().filter(tag -> !tag.equals("scheduling")).toList();
      if (asleep.containsAll(memory)) {
        memory.forEach(asleep::remove);
      }
    }
    if (asleep.isEmpty()) {
      engine.pause(Pause.NONE);
    }
    observer.slept(false, 0);
  }
}
