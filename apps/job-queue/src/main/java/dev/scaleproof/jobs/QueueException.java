package dev.scaleproof.jobs;

import org.jspecify.annotations.Nullable;

/** Redis could not do what it was asked; the message is one line that says what to do. */
public final class QueueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Trouble {
    /** No connection, no answer in time, or Redis still loads its data: try again. */
    UNREACHABLE(true),
    /** Wrong or missing password, or a user without the right. */
    DENIED(false),
    /** Redis' memory is full, or its disk: jobs have to be drained first. */
    FULL(true),
    /** A replica, which takes no writes. */
    READ_ONLY(true),
    /** Anything else that Redis answers; the message has its words. */
    REFUSED(false);

    private final boolean passing;

    Trouble(boolean passing) {
      this.passing = passing;
    }

    /** Whether the same call may succeed later without anybody changing a setting. */
    public boolean passing() {
      return passing;
    }
  }

  private final Trouble trouble;

  QueueException(Trouble trouble, String message, @Nullable Throwable cause) {
    super(message.lines().findFirst().orElse(""), cause);
    this.trouble = trouble;
  }

  public Trouble trouble() {
    return trouble;
  }
}
