package dev.scaleproof.gateway.pool;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks a replica: of two random ones that with fewer requests outstanding. Close to the best
 * choice without looking at all of them, and unlike the best choice it does not send every
 * gateway's next request to the same replica.
 */
final class Choice {

  private Choice() {}

  /**
   * One of {@code usable}, or null if each is full or excluded.
   *
   * @param most requests that one replica may have; 0 for no limit
   * @param excluded a replica not to pick, or null
   */
  static @Nullable Replica of(
      Replica[] usable, int most, @Nullable Replica excluded, RandomGenerator random) {
    int count = usable.length;
    if (count == 0) {
      return null;
    }
    Replica first = usable[count == 1 ? 0 : random.nextInt(count)];
    Replica second = first;
    if (count > 1) {
      int other = random.nextInt(count - 1);
      second = usable[other] == first ? usable[count - 1] : usable[other];
    }
    Replica better = second.outstanding() < first.outstanding() ? second : first;
    Replica worse = better == first ? second : first;
    if (allowed(better, most, excluded)) {
      return better;
    }
    if (allowed(worse, most, excluded)) {
      return worse;
    }
    return leastLoaded(usable, most, excluded);
  }

  private static @Nullable Replica leastLoaded(
      Replica[] usable, int most, @Nullable Replica excluded) {
    Replica best = null;
    for (Replica replica : usable) {
      if (allowed(replica, most, excluded)
          && (best == null || replica.outstanding() < best.outstanding())) {
        best = replica;
      }
    }
    return best;
  }

  private static boolean allowed(Replica replica, int most, @Nullable Replica excluded) {
    return replica != excluded && (most == 0 || replica.outstanding() < most);
  }
}
