package dev.scaleproof.sim.engine;

import org.jspecify.annotations.Nullable;

/**
 * One answer being generated. A request with {@code n} answers, or with several prompts, is that
 * many sequences, as in vLLM V1. Made by {@link #of}, given to one {@link Engine} once, and from
 * then on written by that engine alone, on its thread. Times are simulated nanoseconds, {@link
 * #NEVER} until they have happened.
 */
public final class Sequence {
  /** A time that has not come. */
  public static final long NEVER = Long.MIN_VALUE;

  private static final int[] NONE = {};

  private final String id;
  private final int[] prompt;
  private final int maxTokens;
  private final int minTokens;
  private final boolean ignoreEndOfSequence;
  private final int[] stopTokenIds;
  private final @Nullable Object attachment;

  private int[] answer = NONE;
  private int generated;
  private int cachedTokens;
  private int preemptions;
  private long arrivedAt = NEVER;
  private long firstScheduledAt = NEVER;
  private long firstTokenAt = NEVER;
  private long lastTokenAt = NEVER;
  private long finishedAt = NEVER;
  private @Nullable FinishReason finishReason;

  private Sequence(Builder builder) {
    this.id = builder.id;
    this.prompt = builder.prompt;
    this.maxTokens = builder.maxTokens;
    this.minTokens = builder.minTokens;
    this.ignoreEndOfSequence = builder.ignoreEndOfSequence;
    this.stopTokenIds = builder.stopTokenIds;
    this.attachment = builder.attachment;
  }

  /** Starts one; {@code prompt} is kept, not copied, and must not change any more. */
  public static Builder of(String id, int[] prompt) {
    return new Builder(id, prompt);
  }

  public String id() {
    return id;
  }

  public int promptTokens() {
    return prompt.length;
  }

  /** Token {@code position} of prompt and answer together. */
  public int tokenAt(int position) {
    return position < prompt.length ? prompt[position] : answer[position - prompt.length];
  }

  public int maxTokens() {
    return maxTokens;
  }

  public int minTokens() {
    return minTokens;
  }

  public boolean ignoresEndOfSequence() {
    return ignoreEndOfSequence;
  }

  /** Whatever the caller hung on it. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Tokens produced so far. */
  public int generated() {
    return generated;
  }

  /** Prompt tokens found in the prefix cache when it was first scheduled. */
  public int cachedTokens() {
    return cachedTokens;
  }

  /** How often it lost its slot. */
  public int preemptions() {
    return preemptions;
  }

  public long arrivedAt() {
    return arrivedAt;
  }

  /** Start of the step that first computed some of it. */
  public long firstScheduledAt() {
    return firstScheduledAt;
  }

  public long firstTokenAt() {
    return firstTokenAt;
  }

  public long lastTokenAt() {
    return lastTokenAt;
  }

  public long finishedAt() {
    return finishedAt;
  }

  /** Why it ended, or null while it has not. */
  public @Nullable FinishReason finishReason() {
    return finishReason;
  }

  boolean isStopToken(int token) {
    for (int stop : stopTokenIds) {
      if (stop == token) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "Sequence[" + id + "]";
  }

  /** What a request asks for. Unset: 16 tokens as vLLM's {@code max_tokens}, no minimum. */
  public static final class Builder {
    private final String id;
    private final int[] prompt;
    private int maxTokens = 16;
    private int minTokens;
    private boolean ignoreEndOfSequence;
    private int[] stopTokenIds = NONE;
    private @Nullable Object attachment;

    private Builder(String id, int[] prompt) {
      if (prompt.length == 0) {
        throw new IllegalArgumentException("the prompt must have at least one token");
      }
      this.id = id;
      this.prompt = prompt;
    }

    public Builder maxTokens(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxTokens must be at least 1, not " + value);
      }
      maxTokens = value;
      return this;
    }

    public Builder minTokens(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("minTokens must be at least 0, not " + value);
      }
      minTokens = value;
      return this;
    }

    public Builder ignoreEndOfSequence(boolean value) {
      ignoreEndOfSequence = value;
      return this;
    }

    public Builder stopTokenIds(int... value) {
      stopTokenIds = value.clone();
      return this;
    }

    public Builder attachment(@Nullable Object value) {
      attachment = value;
      return this;
    }

    public Sequence build() {
      return new Sequence(this);
    }
  }
}
