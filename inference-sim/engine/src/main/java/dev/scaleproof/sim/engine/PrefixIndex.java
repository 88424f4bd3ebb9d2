package dev.scaleproof.sim.engine;

import java.util.Arrays;

/**
 * Finds cached blocks by hash. Several blocks may have one hash: when two sequences compute the
 * same block side by side, vLLM keeps both rather than change a block table, and finds the one that
 * was cached first (v1/core/block_pool.py). Open addressing with linear probing over arrays made
 * once; blocks of one hash form a ring in the order in which they were added.
 */
final class PrefixIndex {
  private static final int NONE = -1;

  private final int[] slots; // the first block of a hash, or NONE
  private final int mask;
  private final long[] hashes; // by block
  private final int[] next; // by block, in its ring; NONE when the block is not indexed
  private final int[] previous;

  PrefixIndex(int numBlocks) {
    // At most half full, so that probes stay short.
    int capacity = Integer.highestOneBit(Math.max(2, numBlocks) * 2 - 1) * 2;
    slots = new int[capacity];
    mask = capacity - 1;
    hashes = new long[numBlocks];
    next = new int[numBlocks];
    previous = new int[numBlocks];
    Arrays.fill(slots, NONE);
    Arrays.fill(next, NONE);
  }

  /** The block that was added first under this hash, or -1. */
  int find(long hash) {
    return slots[slotOf(hash)];
  }

  boolean contains(int block) {
    return next[block] != NONE;
  }

  void add(int block, long hash) {
    hashes[block] = hash;
    int slot = slotOf(hash);
    int first = slots[slot];
    if (first == NONE) {
      slots[slot] = block;
      next[block] = block;
      previous[block] = block;
    } else {
      int last = previous[first];
      next[last] = block;
      previous[block] = last;
      next[block] = first;
      previous[first] = block;
    }
  }

  void remove(int block) {
    int slot = slotOf(hashes[block]);
    int after = next[block];
    if (after == block) {
      close(slot);
    } else {
      next[previous[block]] = after;
      previous[after] = previous[block];
      if (slots[slot] == block) {
        slots[slot] = after;
      }
    }
    next[block] = NONE;
  }

  /** The slot that has this hash, or the free slot where it belongs. */
  private int slotOf(long hash) {
    int slot = home(hash);
    while (slots[slot] != NONE && hashes[slots[slot]] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(long hash) {
    return (int) (hash ^ (hash >>> 32)) & mask;
  }

  /** Empties a slot and moves later entries up, so that no probe stops short of its entry. */
  private void close(int slot) {
    int hole = slot;
    int probe = slot;
    while (true) {
      probe = (probe + 1) & mask;
      int block = slots[probe];
      if (block == NONE) {
        slots[hole] = NONE;
        return;
      }
      int distance = (probe - home(hashes[block])) & mask;
      if (distance >= ((probe - hole) & mask)) {
        slots[hole] = block;
        hole = probe;
      }
    }
  }
}
