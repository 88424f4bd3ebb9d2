package dev.scaleproof.demo.replica;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Processes that were started ahead, shared by all runs: whichever autoscaler asks first gets the
 * next one. When none is left, one is started on demand and its pod joins late.
 *
 * <p>Belongs to the event loop's thread.
 */
public final class SparePool {
  private final EventLoop loop;
  private final ProcessStarter starter;
  private final int capacity;
  private final Deque<Spare> spares = new ArrayDeque<>();
  private final Set<Child> alive = new HashSet<>();
  private final int target;

  /**
   * A pool of processes that are healthy already; it keeps up their number.
   *
   * @param capacity the most processes that this machine's memory takes
   */
  public SparePool(
      EventLoop loop, ProcessStarter starter, int capacity, List<ProcessStarter.Healthy> ahead) {
    this.loop = loop;
    this.starter = starter;
    this.capacity = capacity;
    this.target = ahead.size();
    for (ProcessStarter.Healthy each : ahead) {
      Spare spare = new Spare(each.child(), each.uri());
      watch(spare);
      spares.add(spare);
    }
  }

  /** The most processes that this machine's memory takes. */
  public int capacity() {
    return capacity;
  }

  /**
   * A process for a pod, perhaps one that is not ready yet; empty when this machine's memory takes
   * no more.
   */
  Optional<Spare> take() throws ChildException {
    if (spares.isEmpty() && alive.size() < capacity) {
      startOne();
    }
    return Optional.ofNullable(spares.poll());
  }

  /** Takes back a process that its pod never used. */
  void giveBack(Spare spare) {
    spares.addFirst(spare);
  }

  /** Starts processes in place of those that ended, up to the number started ahead. */
  public void refill() throws ChildException {
    while (alive.size() < target) {
      startOne();
    }
  }

  private void startOne() throws ChildException {
    Spare spare = new Spare(starter.start());
    watch(spare);
    spares.add(spare);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                URI uri = starter.awaitHealthy(spare.child());
                loop.execute(() -> spare.healthy(uri));
              } catch (ChildException broken) {
                loop.execute(
                    () -> {
                      throw broken;
                    });
              } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void watch(Spare spare) {
    alive.add(spare.child());
    var _ =
        spare
            .child()
            .exit()
            .thenAccept(
                status ->
                    loop.execute(
                        () -> {
                          alive.remove(spare.child());
                          spares.remove(spare);
                        }));
  }
}
