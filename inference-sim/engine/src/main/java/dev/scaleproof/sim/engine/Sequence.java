package dev.scaleproof.sim.engine;

import java.util.Arrays;
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
  private final long priority;
  private final @Nullable Object attachment;

  enum Status {
    NEW,
    WAITING,
    RUNNING,
    PREEMPTED,
    FINISHED
  }

  // The engine's own, written by its scheduler and KV cache.
  final BlockTable table = new BlockTable();
  Status status = Status.NEW;
  int computed; // tokens of prompt and answer that are in the cache, or will be after this step
  int planned; // tokens that the step computes of it
  boolean plannedAsPrefill;
  long number; // in the order in which its engine got them
  @Nullable Engine owner;
  @Nullable Sequence previousWaiting;
  @Nullable Sequence nextWaiting;

  private int[] answer = NONE;
  private int generated;
  private int cachedTokens;
  private int preemptions;
  private int uncountedPreemptions;
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
    this.priority = builder.priority;
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

  /** How urgent it is under {@link SchedulingPolicy#PRIORITY}: a lower value is more so. */
  public long priority() {
    return priority;
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

  /** Tokens of prompt and answer so far. */
  int length() {
    return prompt.length + generated;
  }

  void arrive(Engine engine, long now) {
    owner = engine;
    arrivedAt = now;
  }

  void foundCached(int tokens) {
    cachedTokens = tokens;
  }

  void firstScheduled(long now) {
    firstScheduledAt = now;
  }

  void preempted() {
    preemptions++;
    uncountedPreemptions++;
  }

  /** Preemptions since this was last asked. */
  int takeUncountedPreemptions() {
    int count = uncountedPreemptions;
    uncountedPreemptions = 0;
    return count;
  }

  void append(int token, long now) {
    if (generated == answer.length) {
      answer = Arrays.copyOf(answer, Math.min(maxTokens, Math.max(16, generated * 2)));
    }
    answer[generated++] = token;
    lastTokenAt = now;
    if (generated == 1) {
      firstTokenAt = now;
    }
  }

  /**
   * Why the newest token ends the sequence, or null if it does not: vLLM's {@code check_stop}
   * (v1/core/sched/utils.py), except that the length ends it even below its minimum.
   */
  @Nullable FinishReason stopAt(EngineConfig config) {
    int token = answer[generated - 1];
    if (generated >= minTokens) {
      if (token == config.endOfSequenceToken() && !ignoreEndOfSequence) {
        return FinishReason.STOP;
      }
      if (isStopToken(token)) {
        return FinishReason.STOP;
      }
    }
    return generated >= maxTokens || length() >= config.maxModelLen() ? FinishReason.LENGTH : null;
  }

  void finish(FinishReason reason, long now) {
    finishReason = reason;
    finishedAt = now;
  }

  private boolean isStopToken(int token) {
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
    private long priority;
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

    /** {@link Sequence#priority}; unset: 0. */
    public Builder priority(long value) {
      priority = value;
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
