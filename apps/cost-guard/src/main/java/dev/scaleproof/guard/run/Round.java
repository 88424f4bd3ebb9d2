package dev.scaleproof.guard.run;

import dev.scaleproof.guard.cluster.Api;
import dev.scaleproof.guard.cluster.Reader;
import dev.scaleproof.guard.cluster.Seen;
import dev.scaleproof.guard.cluster.Writer;
import dev.scaleproof.guard.decide.Decider;
import dev.scaleproof.guard.decide.Decision;
import dev.scaleproof.guard.decide.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Looks at every target, decides, and acts. Not thread-safe. */
public final class Round {
  /** Others may be faster a few times, such as a sweep and a person at once. */
  private static final int ATTEMPTS = 5;

  private final Api api;
  private final Reader reader;
  private final Decider decider;
  private final Writer writer;
  private final Consumer<List<Seen>> onlooker;

  /**
   * What a round came to.
   *
   * @param failed something that was decided could not be done
   * @param refused some namespace could not be read
   */
  public record Result(int targets, boolean acted, boolean failed, boolean refused) {}

  /**
   * @param onlooker gets what was read, such as for metrics
   */
  public Round(
      Api api, Reader reader, Decider decider, Writer writer, Consumer<List<Seen>> onlooker) {
    this.api = api;
    this.reader = reader;
    this.decider = decider;
    this.writer = writer;
    this.onlooker = onlooker;
  }

  /** Another one acts: nothing is looked at, and nothing is said of it. */
  void standBy() {
    onlooker.accept(List.of());
  }

  /**
   * One round.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it cannot look
   */
  public Result take() {
    boolean acted = false;
    boolean failed = false;
    Set<Target> open = new HashSet<>();
    Reader.Look look = reader.read();
    List<Seen> seen = look.seen();
    int targets = seen.size();
    seen.forEach(one -> open.add(one.observed().target()));
    for (int attempt = 0; attempt < ATTEMPTS && !open.isEmpty(); attempt++) {
      if (attempt > 0) {
        seen = reader.read().seen();
      }
      onlooker.accept(seen);
      for (Seen one : seen) {
        if (!open.contains(one.observed().target())) {
          continue;
        }
        Decision decision = decider.decide(one.observed(), api.now());
        acted |= !decision.actions().isEmpty();
        Writer.Outcome outcome = writer.carryOut(one, decision);
        failed |= outcome == Writer.Outcome.FAILED;
        if (outcome != Writer.Outcome.CHANGED) {
          open.remove(one.observed().target());
        }
      }
    }
    return new Result(targets, acted, failed || !open.isEmpty(), !look.refused().isEmpty());
  }
}
