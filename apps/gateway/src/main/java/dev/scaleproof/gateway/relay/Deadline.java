package dev.scaleproof.gateway.relay;

import org.jspecify.annotations.Nullable;

/**
 * Something that may take too long. Moving the deadline is one field's write, so that it can be
 * done for every chunk; the list is looked through now and then instead of keeping a timer for
 * each. One thread only.
 */
abstract class Deadline {

  static final long NEVER = Long.MAX_VALUE;

  /** When it expires, in the clock's nanoseconds; may be moved at any time. */
  long expiresAt = NEVER;

  private @Nullable Deadline previous;
  private @Nullable Deadline next;
  private boolean listed;

  /** It expired: must move {@link #expiresAt}, or leave the list. */
  abstract void expired(long now);

  /** Deadlines of one event loop. */
  static final class List {

    private @Nullable Deadline first;

    void add(Deadline deadline) {
      if (deadline.listed) {
        return;
      }
      deadline.listed = true;
      deadline.next = first;
      if (first != null) {
        first.previous = deadline;
      }
      first = deadline;
    }

    void remove(Deadline deadline) {
      if (!deadline.listed) {
        return;
      }
      Deadline before = deadline.previous;
      Deadline after = deadline.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      deadline.previous = null;
      deadline.next = null;
      deadline.listed = false;
    }

    boolean isEmpty() {
      return first == null;
    }

    /** Expires what is due; what expires may add to the list and remove from it. */
    void sweep(long now) {
      Deadline current = first;
      // An element that an earlier one removed leads nowhere: the rest waits for the next sweep.
      while (current != null && current.listed) {
        // Read before: expiring may take the element out of the list.
        Deadline following = current.next;
        if (current.expiresAt <= now) {
          current.expired(now);
        }
        current = following;
      }
    }
  }
}
