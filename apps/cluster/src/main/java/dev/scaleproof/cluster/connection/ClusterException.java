package dev.scaleproof.cluster.connection;

/** Ends a command: the message is one line for a person that says what to do. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int COULD_NOT_RUN = 1;
  private static final int WRONG_INPUT = 2;

  private final int status;

  private ClusterException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** The command was well written, but could not do its work. */
  public static ClusterException couldNotRun(String message) {
    return new ClusterException(message, COULD_NOT_RUN);
  }

  /** The command must be written another way. */
  public static ClusterException wrongInput(String message) {
    return new ClusterException(message, WRONG_INPUT);
  }

  /** The exit code. */
  public int status() {
    return status;
  }
}
