package dev.scaleproof.sim.engine;

/**
 * All KV cache blocks, their reference counts, and the free ones in the order in which they will be
 * handed out. A free block keeps its content, and can be found again by its hash, until it is
 * handed out (vLLM's v1/core/block_pool.py and {@code FreeKVCacheBlockQueue} of kv_cache_utils.py).
 * Block 0 is the null block, which vLLM takes out of the queue for good.
 */
final class BlockPool {
  private static final int SENTINEL =
      0; // the null block is never in the queue, so its links are free

  private final int[] references;
  private final int[] next;
  private final int[] previous;
  private final PrefixIndex index;
  private int free;

  BlockPool(int numBlocks) {
    references = new int[numBlocks];
    next = new int[numBlocks];
    previous = new int[numBlocks];
    index = new PrefixIndex(numBlocks);
    free = numBlocks - 1;
    for (int block = 0; block < numBlocks; block++) {
      next[block] = block + 1 == numBlocks ? SENTINEL : block + 1;
      previous[block] = block == SENTINEL ? numBlocks - 1 : block - 1;
    }
  }

  int usable() {
    return references.length - 1;
  }

  int free() {
    return free;
  }

  int references(int block) {
    return references[block];
  }

  /** The cached block of this hash, held or free, or -1. */
  int find(long hash) {
    return index.find(hash);
  }

  /** Makes a whole block findable. */
  void cache(int block, long hash) {
    if (index.contains(block)) {
      throw new IllegalStateException("block " + block + " is cached already");
    }
    index.add(block, hash);
  }

  /** Forgets what every block caches. */
  void forgetAll() {
    for (int block = 0; block < references.length; block++) {
      if (index.contains(block)) {
        index.remove(block);
      }
    }
  }

  /** Hands out the block that has been free longest; whatever it cached is forgotten. */
  int allocate() {
    int block = next[SENTINEL];
    if (block == SENTINEL) {
      throw new IllegalStateException("no block is free");
    }
    unlink(block);
    if (index.contains(block)) {
      index.remove(block);
    }
    references[block] = 1;
    return block;
  }

  /** Holds a cached block once more, taking it out of the free queue if nobody held it. */
  void hold(int block) {
    if (references[block]++ == 0) {
      unlink(block);
    }
  }

  /** Gives up one hold; with the last one the block goes to the end of the free queue. */
  void release(int block) {
    if (references[block] <= 0) {
      throw new IllegalStateException("block " + block + " is not held");
    }
    if (--references[block] == 0) {
      int last = previous[SENTINEL];
      next[last] = block;
      previous[block] = last;
      next[block] = SENTINEL;
      previous[SENTINEL] = block;
      free++;
    }
  }

  private void unlink(int block) {
    next[previous[block]] = next[block];
    previous[next[block]] = previous[block];
    free--;
  }
}
