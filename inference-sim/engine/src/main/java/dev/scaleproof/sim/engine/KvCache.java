package dev.scaleproof.sim.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives sequences the blocks that their tokens need, and finds prefixes that are there already, by
 * the rules of vLLM's v1/core/kv_cache_manager.py and single_type_kv_cache_manager.py for a model
 * with full attention.
 */
final class KvCache {
  private final BlockPool pool;
  private final int blockSize;
  private final boolean prefixCaching;
  private final Deque<Integer> reserved = new ArrayDeque<>();
  private int toReserve;

  KvCache(EngineConfig config) {
    pool = new BlockPool(config.numBlocks());
    blockSize = config.blockSize();
    prefixCaching = config.prefixCaching();
  }

  BlockPool pool() {
    return pool;
  }

  int usedBlocks() {
    return pool.usable() - pool.free();
  }

  /** Whether so many tokens fit when nobody else holds a block. */
  boolean canEverHold(int tokens) {
    return blocksFor(tokens) <= pool.usable();
  }

  /**
   * Tokens at the start of a sequence that are cached, in whole blocks. At least its last token is
   * left to compute, because the model needs it to say the next one; that can cost a whole block
   * ({@code get_computed_blocks}).
   */
  int cachedTokens(Sequence sequence) {
    if (!prefixCaching) {
      return 0;
    }
    int limit = (sequence.length() - 1) / blockSize;
    int hit = 0;
    while (hit < limit && pool.find(sequence.table.hash(sequence, hit, blockSize)) >= 0) {
      hit++;
    }
    return hit * blockSize;
  }

  /**
   * Takes the blocks for a waiting sequence's first {@code tokens} beyond the {@code cached} ones,
   * but only if the whole sequence as it is now would fit ({@code full_sequence_must_fit}, which
   * {@code scheduler_reserve_full_isl} sets by default): a long prompt is not let in on its first
   * chunk alone.
   *
   * @return false, and nothing is taken, if it would not
   */
  boolean admit(Sequence sequence, int cached, int tokens) {
    BlockTable table = sequence.table;
    int hits = cached / blockSize;
    int required = blocksFor(sequence.length()) - hits;
    for (int i = 0; i < hits; i++) {
      // A cached block that nobody holds counts as free, and holding it uses it up.
      if (pool.references(pool.find(table.hash(sequence, i, blockSize))) == 0) {
        required++;
      }
    }
    if (required > pool.free()) {
      return false;
    }
    for (int i = 0; i < hits; i++) {
      int block = pool.find(table.hash(sequence, i, blockSize));
      pool.hold(block);
      table.add(block);
    }
    table.indexed(hits);
    allocate(sequence, cached + tokens);
    return true;
  }

  /**
   * Takes the blocks that a running sequence needs to have {@code tokens} in the cache.
   *
   * @return false, and nothing is taken, if too few are free
   */
  boolean grow(Sequence sequence, int tokens) {
    BlockTable table = sequence.table;
    if (tokens > table.size() * blockSize && blocksFor(tokens) - table.size() > pool.free()) {
      return false;
    }
    allocate(sequence, tokens);
    return true;
  }

  /**
   * Gives up a sequence's blocks, the last first, so that the ends of prefixes are evicted before
   * their beginnings.
   */
  void release(Sequence sequence) {
    BlockTable table = sequence.table;
    while (table.size() > 0) {
      pool.release(table.removeLast());
    }
  }

  /** Keeps so many blocks from sequences: what is free now, the rest by {@link #reserveMore}. */
  void reserve(int blocks) {
    if (blocks < 0 || blocks > pool.usable()) {
      throw new IllegalArgumentException(
          "cannot reserve %d of %d blocks".formatted(blocks, pool.usable()));
    }
    toReserve = blocks;
    while (reserved.size() > blocks) {
      pool.release(reserved.pop());
    }
    reserveMore();
  }

  /** Takes what has become free since, until enough is reserved. */
  void reserveMore() {
    while (reserved.size() < toReserve && pool.free() > 0) {
      reserved.push(pool.allocate());
    }
  }

  /** Forgets all cached prefixes; nobody may hold a block of one. */
  void forgetPrefixes() {
    pool.forgetAll();
  }

  private void allocate(Sequence sequence, int tokens) {
    BlockTable table = sequence.table;
    while (table.size() * blockSize < tokens) {
      table.add(pool.allocate());
    }
    // vLLM indexes a block when it schedules the block's last token, so that another sequence of
    // the same step shares it already.
    if (prefixCaching) {
      while ((table.indexed() + 1) * blockSize <= tokens) {
        int index = table.indexed();
        pool.cache(table.block(index), table.hash(sequence, index, blockSize));
        table.indexed(index + 1);
      }
    }
  }

  private int blocksFor(int tokens) {
    return (tokens + blockSize - 1) / blockSize;
  }
}
