package dev.scaleproof.load;

/** How a request ended. */
public enum Status {
  /** A complete answer: 2xx, and for a stream a finish reason and {@code [DONE]}. */
  OK("ok"),
  /** An HTTP status outside 2xx; see {@link RequestRecord#httpStatus()}. */
  HTTP_ERROR("http"),
  /** An error event inside a stream that had begun with 200. */
  ERROR_EVENT("error event"),
  /** The answer's finish reason is {@code abort}: the server gave it up, as at a shutdown. */
  ABORTED("aborted"),
  /** No connection: refused, unreachable, no file descriptor left, or TLS failed. */
  CONNECT_FAILED("connect failed"),
  /** No connection within the connect timeout. */
  CONNECT_TIMEOUT("connect timeout"),
  /** The connection was reset, or closed before the answer's head was complete. */
  RESET("reset"),
  /** Not complete within the request timeout. */
  TIMEOUT("timeout"),
  /** The answer ended early: no {@code [DONE]}, no finish reason, or half a body. */
  CUT("cut"),
  /** Not HTTP, not JSON, or not the shape that was asked for. */
  MALFORMED("malformed"),
  /** Ended by {@link LoadRun#stop} or the total timeout; neither a success nor a failure. */
  CANCELLED("cancelled"),
  /** Due before the run was stopped, but never sent, because too many were in flight. */
  NOT_SENT("not sent");

  private final String label;

  Status(String label) {
    this.label = label;
  }

  /** Lower-case words for people and files. */
  public String label() {
    return label;
  }

  /** True for what is the target's fault, which is all but success and what we ended ourselves. */
  public boolean failure() {
    return this != OK && this != CANCELLED;
  }
}
