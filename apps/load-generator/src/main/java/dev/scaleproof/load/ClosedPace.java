package dev.scaleproof.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A fixed number of users, each of whom waits for the answer before going on. */
final class ClosedPace implements Pace {
  private record Turn(long moment, int user) {}

  private final long warmUp;
  private final long end;
  private final long thinkTime;
  private final long requests;
  private final int requestsPerUser;
  private final int users;
  private final int[] measuredOfUser;
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>(Comparator.comparingLong(Turn::moment).thenComparingInt(Turn::user));
  private long measured;

  ClosedPace(LoadPlan plan, Arrivals.ClosedLoop loop) {
    warmUp = plan.warmUp().toNanos();
    end = plan.duration().isPositive() ? warmUp + plan.duration().toNanos() : NEVER;
    thinkTime = loop.thinkTime().toNanos();
    requests = plan.requests();
    requestsPerUser = loop.requestsPerUser();
    users = loop.users();
    measuredOfUser = new int[users];
    for (int user = 0; user < users; user++) {
      long start = Math.round((double) loop.ramp().toNanos() * user / users);
      if (start < end) {
        turns.add(new Turn(start, user));
      }
    }
  }

  @Override
  public long next() {
    Turn turn = turns.peek();
    return turn == null ? NEVER : turn.moment();
  }

  @Override
  public @Nullable Due poll(long now) {
    Turn turn = turns.peek();
    if (turn == null || turn.moment() > now) {
      return null;
    }
    turns.poll();
    boolean warm = turn.moment() < warmUp;
    if (!warm) {
      measured++;
      measuredOfUser[turn.user()]++;
      if (measured == requests) {
        turns.clear();
      }
    }
    return new Due(turn.user(), turn.moment(), warm, 0, 0);
  }

  @Override
  public void ended(Due due, long now) {
    long moment = now + thinkTime;
    boolean enough = requests > 0 && measured >= requests;
    boolean enoughOfUser = requestsPerUser > 0 && measuredOfUser[due.user()] >= requestsPerUser;
    if (moment < end && !enough && !enoughOfUser) {
      turns.add(new Turn(moment, due.user()));
    }
  }

  /** A user who was about to send when the run was stopped sends nothing: nothing is missing. */
  @Override
  public boolean owes() {
    return false;
  }

  @Override
  public double done(long now) {
    double byTime = end == NEVER ? 0 : (double) now / end;
    double byCount = requests == 0 ? 0 : (double) measured / requests;
    double byUser =
        requestsPerUser == 0 ? 0 : (double) measured / ((double) requestsPerUser * users);
    return Math.min(1, Math.max(byTime, Math.max(byCount, byUser)));
  }
}
