package dev.scaleproof.load;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the {@link Client}. Written by the event loop that carries it;
 * read by others only after {@code ended} was called.
 */
final class Exchange {
  private final byte[] request;
  private final Answer.Kind kind;
  private final Consumer<Exchange> ended;
  private @Nullable Answer answer;
  private long sent = -1;
  private long end = -1;
  private Status status = Status.CANCELLED;
  private @Nullable String error;

  /**
   * @param request head and body as they go over the wire
   * @param ended called once, on the event loop that carried the request
   */
  Exchange(byte[] request, Answer.Kind kind, Consumer<Exchange> ended) {
    this.request = request;
    this.kind = kind;
    this.ended = ended;
  }

  byte[] request() {
    return request;
  }

  /** The client took it: from here latency and the request timeout count. */
  Answer begin(long now, AnswerScanner scanner) {
    sent = now;
    Answer begun = new Answer(kind, scanner);
    answer = begun;
    return begun;
  }

  void end(Status how, @Nullable String why, long now) {
    status = how;
    error = why;
    end = now;
    ended.accept(this);
  }

  long sent() {
    return sent;
  }

  long ended() {
    return end;
  }

  Status status() {
    return status;
  }

  @Nullable String error() {
    return error;
  }

  Answer answer() {
    if (answer == null) {
      throw new IllegalStateException("not begun");
    }
    return answer;
  }
}
