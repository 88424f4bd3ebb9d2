package dev.scaleproof.sim.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns a chat into prompt tokens: a begin token; each message between two control tokens, headed
 * by its role; then the head of the answer.
 */
public final class ChatTemplate {
  /** Encoded when the first chat comes: no start waits for the vocabulary. */
  private static final class Loaded {
    private static final int[] ANSWER_HEAD = new Vocabulary().encode("assistant\n");
    private static final int[] MESSAGE_TAIL = new Vocabulary().encode("\n");
  }

  private final Vocabulary vocabulary;

  public ChatTemplate(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The prompt of a chat, or its first {@code limit} tokens.
   *
   * @param askForAnswer whether the head of the answer is added
   */
  public Vocabulary.Encoded apply(List<Message> messages, boolean askForAnswer, int limit) {
    List<int[]> parts = new ArrayList<>();
    parts.add(new int[] {Vocabulary.BEGIN});
    int room = limit;
    boolean truncated = false;
    for (Message message : messages) {
      Vocabulary.Encoded body =
          vocabulary.encode(message.role() + "\n" + message.content(), Math.max(1, room));
      truncated |= body.truncated();
      room -= body.tokens().length;
      parts.add(new int[] {Vocabulary.MESSAGE_START});
      parts.add(body.tokens());
      parts.add(new int[] {Vocabulary.MESSAGE_END});
      parts.add(Loaded.MESSAGE_TAIL);
      if (truncated || room < 0) {
        return cut(parts, limit, true);
      }
    }
    if (askForAnswer) {
      parts.add(new int[] {Vocabulary.MESSAGE_START});
      parts.add(Loaded.ANSWER_HEAD);
    }
    return cut(parts, limit, false);
  }

  private static Vocabulary.Encoded cut(List<int[]> parts, int limit, boolean truncated) {
    int whole = 0;
    for (int[] part : parts) {
      whole += part.length;
    }
    int[] all = new int[Math.min(whole, limit)];
    int at = 0;
    for (int[] part : parts) {
      int length = Math.min(part.length, all.length - at);
      System.arraycopy(part, 0, all, at, length);
      at += length;
    }
    return new Vocabulary.Encoded(all, truncated || whole > limit);
  }
}
