package dev.scaleproof.guard;

import dev.scaleproof.guard.cluster.Api;
import dev.scaleproof.guard.cluster.Events;
import dev.scaleproof.guard.cluster.Memory;
import dev.scaleproof.guard.cluster.Reader;
import dev.scaleproof.guard.cluster.Writer;
import dev.scaleproof.guard.config.Settings;
import dev.scaleproof.guard.decide.Decider;
import dev.scaleproof.guard.run.Round;

/**
 * The second layer, for when the guard is dead: one round in a process of its own, which needs no
 * leader, no watch and no memory.
 */
final class Sweep {
  /** What is acted on is looked at once more: pods that no controller ends, a lease made anew. */
  private static final int ROUNDS = 2;

  private Sweep() {}

  /** Whether everything could be done. */
  static boolean once(Settings settings) {
    try (Api api = Api.connect(settings.apiServer())) {
      Memory memory = new Memory();
      Round round =
          new Round(
              api,
              new Reader(api, memory, settings.namespaces()),
              new Decider(settings.prices()),
              new Writer(api, memory, new Events(api, "cost-guard-sweep")),
              seen -> {});
      Round.Result result = round.take();
      for (int more = 1; more < ROUNDS && result.acted(); more++) {
        result = round.take();
      }
      System.out.println("looked at %d leases".formatted(result.targets()));
      return !result.failed() && !result.refused();
    }
  }
}
