package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has come of one request so far, fed with the pieces of its body and the moments at which
 * they came. Pure: no clock, no connection. Not thread-safe.
 */
final class Answer {
  /** What the body is expected to be. */
  enum Kind {
    /** Server-sent events of completion chunks. */
    EVENTS,
    /** One JSON object with choices and usage. */
    JSON,
    /** Anything; it is counted only. */
    OPAQUE,
    /** Anything; it is kept. */
    TEXT
  }

  private static final int LARGEST_KEPT_BODY = 64 * 1024 * 1024;
  private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

  private final Kind kind;
  private final AnswerScanner scanner;
  private final @Nullable EventReader events;
  private byte[] kept = new byte[0];
  private int keptLength;

  private int httpStatus;
  private @Nullable String replica;
  private long bytes;
  private long now;
  private long firstToken = -1;
  private long lastToken = -1;
  private int chunks;
  private int[] gapMicros = new int[0];
  private int completionTokens = -1;
  private int promptTokens = -1;
  private @Nullable String finishReason;
  private boolean done;
  private boolean malformed;
  private boolean errorEvent;
  private @Nullable String error;

  /**
   * @param scanner used by many answers in turn; they must all be fed by one thread
   */
  Answer(Kind kind, AnswerScanner scanner) {
    this.kind = kind;
    this.scanner = scanner;
    this.events = kind == Kind.EVENTS ? new EventReader(this::event) : null;
  }

  void head(int status, @Nullable String replicaName) {
    httpStatus = status;
    replica = replicaName;
  }

  void body(byte[] piece, int from, int to, long moment) {
    now = moment;
    bytes += to - from;
    if (events != null && success()) {
      events.feed(piece, from, to);
      return;
    }
    if (firstToken < 0) {
      firstToken = moment;
    }
    lastToken = moment;
    if (kind != Kind.OPAQUE || !success()) {
      keep(piece, from, to);
    }
  }

  /** The body is complete: how did it end? */
  Status complete() {
    if (!success()) {
      firstToken = -1;
      lastToken = -1;
      error = scanner.scan(kept, 0, keptLength) ? scanner.errorMessage() : null;
      return Status.HTTP_ERROR;
    }
    return switch (kind) {
      case OPAQUE, TEXT -> Status.OK;
      case JSON -> completeJson();
      case EVENTS -> completeEvents();
    };
  }

  private Status completeJson() {
    if (!scanner.scan(kept, 0, keptLength)) {
      error = "the answer is no JSON object";
      return Status.MALFORMED;
    }
    if (scanner.error()) {
      error = scanner.errorMessage();
      return Status.ERROR_EVENT;
    }
    if (!scanner.choice()) {
      error = "the answer has no choices";
      return Status.MALFORMED;
    }
    takeScan();
    return "abort".equals(finishReason) ? Status.ABORTED : Status.OK;
  }

  private Status completeEvents() {
    if (malformed) {
      return Status.MALFORMED;
    }
    if (errorEvent) {
      return Status.ERROR_EVENT;
    }
    if (!done) {
      error = "the stream ended without [DONE]";
      return Status.CUT;
    }
    if (finishReason == null) {
      error = "the stream ended without a finish_reason";
      return Status.CUT;
    }
    return "abort".equals(finishReason) ? Status.ABORTED : Status.OK;
  }

  private void event(byte[] data, int from, int to) {
    if (Arrays.equals(data, from, to, DONE, 0, DONE.length)) {
      done = true;
      return;
    }
    if (!scanner.scan(data, from, to)) {
      if (!malformed) {
        malformed = true;
        error =
            "an event is no JSON object: " + new String(data, from, Math.min(60, to - from), UTF_8);
      }
      return;
    }
    if (scanner.error()) {
      errorEvent = true;
      error = scanner.errorMessage();
      return;
    }
    takeScan();
    if (scanner.token()) {
      token();
    }
  }

  private void takeScan() {
    if (scanner.finishReason() != null) {
      finishReason = scanner.finishReason();
    }
    if (scanner.completionTokens() >= 0) {
      completionTokens = scanner.completionTokens();
    }
    if (scanner.promptTokens() >= 0) {
      promptTokens = scanner.promptTokens();
    }
  }

  private void token() {
    if (chunks == 0) {
      firstToken = now;
    } else {
      if (chunks > gapMicros.length) {
        gapMicros = Arrays.copyOf(gapMicros, Math.max(64, 2 * gapMicros.length));
      }
      gapMicros[chunks - 1] = (int) Math.min(Integer.MAX_VALUE, (now - lastToken + 500) / 1000);
    }
    lastToken = now;
    chunks++;
  }

  private void keep(byte[] piece, int from, int to) {
    int length = to - from;
    if (keptLength + length > LARGEST_KEPT_BODY) {
      throw new MalformedAnswerException("a body of more than " + LARGEST_KEPT_BODY + " bytes");
    }
    if (keptLength + length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(keptLength + length, 2 * kept.length));
    }
    System.arraycopy(piece, from, kept, keptLength, length);
    keptLength += length;
  }

  private boolean success() {
    return httpStatus / 100 == 2;
  }

  int httpStatus() {
    return httpStatus;
  }

  @Nullable String replica() {
    return replica;
  }

  long bytes() {
    return bytes;
  }

  /** Moment of the first token, or of the body's first byte if it is no stream; -1 if none came. */
  long firstToken() {
    return firstToken;
  }

  /** Moment of the last token or byte; -1 if none came. */
  long lastToken() {
    return lastToken;
  }

  int chunks() {
    return chunks;
  }

  int tokens() {
    return completionTokens >= 0 ? completionTokens : chunks;
  }

  int promptTokens() {
    return Math.max(0, promptTokens);
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  @Nullable String error() {
    return error;
  }

  Gaps gaps() {
    return chunks < 2 ? Gaps.NONE : Gaps.ofMicros(Arrays.copyOf(gapMicros, chunks - 1));
  }

  /** The body as text, where it was kept. */
  String text() {
    return new String(kept, 0, keptLength, UTF_8);
  }
}
