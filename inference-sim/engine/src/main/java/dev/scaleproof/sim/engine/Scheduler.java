package dev.scaleproof.sim.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which sequences compute how many tokens in a step: vLLM V1's {@code Scheduler.schedule}
 * (v1/core/sched/scheduler.py). There is no prefill phase and no decode phase: every sequence has
 * tokens that are not in the cache yet, one when it decodes, and the step's token budget is dealt
 * out, to running sequences first.
 *
 * <p>The lists of the last step are reused by the next.
 */
final class Scheduler {
  private static final Comparator<Sequence> LEAST_URGENT =
      Comparator.comparingLong(Sequence::priority).thenComparingLong(Sequence::arrivedAt);

  private final int maxNumSeqs;
  private final int maxNumBatchedTokens;
  private final KvCache cache;
  private final SchedulingPolicy policy;
  private final WaitingQueue waiting;
  private final List<Sequence> running = new ArrayList<>();
  private int gone; // sequences in `running` that have ended
  private Pause pause = Pause.NONE;

  private final List<Sequence> scheduled = new ArrayList<>();
  private final List<Sequence> preempted = new ArrayList<>();
  private final List<Sequence> unservable = new ArrayList<>();
  private long arrivals;
  private int admittedFrom;
  private int prefillTokens;
  private int scheduledTokens;
  private long kvTokens;

  Scheduler(EngineConfig config) {
    maxNumSeqs = config.maxNumSeqs();
    maxNumBatchedTokens = config.maxNumBatchedTokens();
    policy = config.schedulingPolicy();
    waiting = WaitingQueue.of(policy);
    cache = new KvCache(config);
  }

  void add(Sequence sequence) {
    sequence.status = Sequence.Status.WAITING;
    sequence.number = arrivals++;
    waiting.add(sequence);
  }

  /** Takes a sequence out, wherever it is, and frees what it holds. */
  void remove(Sequence sequence) {
    if (sequence.status == Sequence.Status.RUNNING) {
      cache.release(sequence);
      gone++;
    } else {
      waiting.remove(sequence);
    }
    sequence.status = Sequence.Status.FINISHED;
  }

  int running() {
    return running.size() - gone;
  }

  int waiting() {
    return waiting.size();
  }

  KvCache cache() {
    return cache;
  }

  /** Plans a step; the accessors below then tell what it does. */
  void schedule() {
    forgetGone();
    for (Sequence sequence : scheduled) {
      sequence.planned = 0;
    }
    scheduled.clear();
    preempted.clear();
    unservable.clear();
    prefillTokens = 0;
    scheduledTokens = 0;
    kvTokens = 0;
    cache.reserveMore();
    if (pause != Pause.ALL) {
      scheduleRunning();
    }
    admittedFrom = scheduled.size();
    // A step that had to preempt is short of blocks: it admits nobody.
    if (preempted.isEmpty() && pause == Pause.NONE) {
      admitWaiting();
    }
  }

  Pause pause() {
    return pause;
  }

  void pause(Pause value) {
    pause = value;
  }

  /** Forgets all prefixes; returns the running sequences that lost their blocks by that. */
  List<Sequence> resetPrefixCache() {
    forgetGone();
    preempted.clear();
    while (!running.isEmpty()) {
      preempt(running.removeLast());
    }
    cache.forgetPrefixes();
    return preempted;
  }

  /** Drops ended sequences from the batch, all at once and in order. */
  void forgetGone() {
    if (gone > 0) {
      running.removeIf(sequence -> sequence.status == Sequence.Status.FINISHED);
      gone = 0;
    }
  }

  private void scheduleRunning() {
    for (int i = 0; i < running.size() && scheduledTokens < maxNumBatchedTokens; i++) {
      Sequence sequence = running.get(i);
      int tokens =
          Math.min(sequence.length() - sequence.computed, maxNumBatchedTokens - scheduledTokens);
      while (!cache.grow(sequence, sequence.computed + tokens)) {
        if (!cache.canEverHold(sequence.length())) {
          // vLLM refuses to start where this can happen, and would otherwise retry for ever.
          reject(sequence);
          break;
        }
        int victim = victim();
        preemptRunning(victim);
        if (victim == i) {
          // As in vLLM, whoever comes after the one that gave way has to wait for the next step.
          return;
        }
        if (victim < i) {
          i--;
        }
      }
      if (sequence.status == Sequence.Status.RUNNING) {
        take(sequence, tokens);
      }
    }
  }

  /** Who loses its slot, as an index of {@code running}; with priorities the first of equals. */
  private int victim() {
    int victim = running.size() - 1;
    if (policy == SchedulingPolicy.PRIORITY) {
      for (int i = victim - 1; i >= 0; i--) {
        Sequence candidate = running.get(i);
        Sequence least = running.get(victim);
        if (candidate.status == Sequence.Status.RUNNING
            && (least.status != Sequence.Status.RUNNING
                || LEAST_URGENT.compare(candidate, least) >= 0)) {
          victim = i;
        }
      }
    }
    return victim;
  }

  private void preemptRunning(int index) {
    Sequence sequence = running.remove(index);
    if (sequence.planned > 0) {
      unplan(sequence);
    }
    preempt(sequence);
  }

  private void admitWaiting() {
    Sequence sequence;
    while (scheduledTokens < maxNumBatchedTokens
        && running.size() < maxNumSeqs
        && (sequence = waiting.first()) != null) {
      if (!cache.canEverHold(sequence.length())) {
        reject(sequence);
        continue;
      }
      int cached = cache.cachedTokens(sequence);
      int tokens = Math.min(sequence.length() - cached, maxNumBatchedTokens - scheduledTokens);
      if (!cache.admit(sequence, cached, tokens)) {
        break;
      }
      waiting.remove(sequence);
      running.add(sequence);
      sequence.status = Sequence.Status.RUNNING;
      sequence.computed = cached;
      if (sequence.preemptions() == 0) {
        sequence.foundCached(cached);
      }
      take(sequence, tokens);
    }
  }

  /** Books tokens, and counts them as computed from now on, as vLLM does. */
  private void take(Sequence sequence, int tokens) {
    scheduled.add(sequence);
    scheduledTokens += tokens;
    sequence.planned = tokens;
    // A decode computes exactly the newest token; anything else builds up the cache.
    sequence.plannedAsPrefill =
        tokens > 1 || sequence.generated() == 0 || sequence.computed + 1 < sequence.length();
    if (sequence.plannedAsPrefill) {
      prefillTokens += tokens;
    }
    sequence.computed += tokens;
    kvTokens += sequence.computed;
  }

  /** Undoes {@link #take}: its share of the step is free for others. */
  private void unplan(Sequence sequence) {
    scheduled.remove(sequence);
    scheduledTokens -= sequence.planned;
    if (sequence.plannedAsPrefill) {
      prefillTokens -= sequence.planned;
    }
    kvTokens -= sequence.computed;
    sequence.planned = 0;
  }

  private void preempt(Sequence sequence) {
    cache.release(sequence);
    sequence.status = Sequence.Status.PREEMPTED;
    sequence.computed = 0;
    sequence.preempted();
    waiting.putBack(sequence);
    preempted.add(sequence);
  }

  private void reject(Sequence sequence) {
    remove(sequence);
    unservable.add(sequence);
  }

  /** Sequences that compute something in the step, running ones first, then admitted ones. */
  List<Sequence> scheduled() {
    return scheduled;
  }

  /** Where in {@link #scheduled} the admitted ones begin. */
  int admittedFrom() {
    return admittedFrom;
  }

  List<Sequence> preempted() {
    return preempted;
  }

  /** Sequences that the whole cache could not hold; they are removed already. */
  List<Sequence> unservable() {
    return unservable;
  }

  int prefillTokens() {
    return prefillTokens;
  }

  int scheduledTokens() {
    return scheduledTokens;
  }

  /** Tokens whose keys and values the step's attention reads. */
  long kvTokens() {
    return kvTokens;
  }
}
