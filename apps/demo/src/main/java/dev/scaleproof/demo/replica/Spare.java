package dev.scaleproof.demo.replica;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.process.Child;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A process that no pod uses yet. Belongs to the event loop's thread. */
final class Spare {
  private final Child child;
  private @Nullable URI uri;
  private EventLoop.Task whenReady = () -> {};

  /** A process that is not healthy yet. */
  Spare(Child child) {
    this.child = child;
  }

  /** A process that is healthy. */
  Spare(Child child, URI uri) {
    this.child = child;
    this.uri = uri;
  }

  Child child() {
    return child;
  }

  /** Where it serves; null until it is healthy. */
  @Nullable URI uri() {
    return uri;
  }

  boolean ready() {
    return uri != null;
  }

  /** Runs once it is healthy, at once if it is. */
  void whenReady(EventLoop.Task action) throws Exception {
    if (ready()) {
      action.run();
    } else {
      whenReady = action;
    }
  }

  void healthy(URI where) throws Exception {
    uri = where;
    whenReady.run();
    whenReady = () -> {};
  }
}
