package dev.scaleproof.sim.engine;

import java.util.Arrays;

/** The KV cache blocks that one sequence holds, in the order of its tokens, and their hashes. */
final class BlockTable {
  private static final int[] NO_BLOCKS = {};
  private static final long[] NO_HASHES = {};

  private int[] blocks = NO_BLOCKS;
  private int size;
  private int indexed;
  private long[] hashes = NO_HASHES;
  private int hashed;

  int size() {
    return size;
  }

  int block(int index) {
    return blocks[index];
  }

  void add(int block) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(8, size * 2));
    }
    blocks[size++] = block;
  }

  int removeLast() {
    return blocks[--size];
  }

  /** How many leading blocks are in the prefix index under this sequence's hashes. */
  int indexed() {
    return indexed;
  }

  void indexed(int count) {
    indexed = count;
  }

  /**
   * The hash of a whole block and of everything before it. Computed once and kept over preemptions,
   * as vLLM keeps {@code Request.block_hashes}; all of the block's tokens must be known.
   */
  long hash(Sequence sequence, int index, int blockSize) {
    while (hashed <= index) {
      if (hashed == hashes.length) {
        hashes = Arrays.copyOf(hashes, Math.max(8, hashed * 2));
      }
      long parent = hashed == 0 ? 0 : hashes[hashed - 1];
      hashes[hashed] = hashOf(parent, sequence, hashed * blockSize, blockSize);
      hashed++;
    }
    return hashes[index];
  }

  /**
   * Chained like vLLM's {@code hash_block_tokens} (v1/core/kv_cache_utils.py). 64 bits instead of
   * its SHA-256: among a million cached blocks a chance collision has odds of about 1 in 30
   * million, and it would only count a hit too many.
   */
  private static long hashOf(long parent, Sequence sequence, int from, int blockSize) {
    long hash = parent + 0x9E3779B97F4A7C15L;
    for (int position = from; position < from + blockSize; position++) {
      hash = Long.rotateLeft(hash ^ sequence.tokenAt(position) * 0xC2B2AE3D27D4EB4FL, 31);
      hash *= 0x9E3779B185EBCA87L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    return hash ^ (hash >>> 33);
  }
}
