package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The guard's judgement. It depends on what was seen and on nothing else, so that it does not
 * matter who decides, how often, or what was missed in between. Immutable.
 */
public final class Decider {
  private final GpuPrices prices;

  public Decider(GpuPrices prices) {
    this.prices = prices;
  }

  /**
   * What is to be done now.
   *
   * @param now by the API server's clock
   */
  public Decision decide(Observed observed, Instant now) {
    Instant moment = now.truncatedTo(ChronoUnit.MILLIS);
    return observed.lease() == null
        ? withoutLease(observed, moment)
        : new LeaseDecision(observed, observed.lease(), prices, moment).take();
  }

  /**
   * It is made again first, and judged then: at once, if there was one that was held; else by the
   * age of what runs, also where it cannot be made because its definition is gone.
   */
  private static Decision withoutLease(Observed observed, Instant now) {
    List<Action> actions = new ArrayList<>();
    List<Notice> notices = new ArrayList<>();
    if (observed.workload() != null || !observed.scalers().isEmpty()) {
      actions.add(new Action.CreateLease());
      notices.add(new Notice.Repaired("lease", "the lease was gone and is there again, idle"));
    }
    boolean ended = observed.known() != null && observed.known().status().phase() != Phase.IDLE;
    boolean graceOver =
        observed.pods().stream()
            .filter(GpuPod::stays)
            .anyMatch(pod -> !now.isBefore(pod.createdAt().plus(GuardTimes.GRACE)));
    if (ended || graceOver) {
      actions.addAll(Enforcement.bringDown(observed, now));
    }
    return new Decision(null, Charge.NONE, List.copyOf(actions), List.copyOf(notices));
  }
}
