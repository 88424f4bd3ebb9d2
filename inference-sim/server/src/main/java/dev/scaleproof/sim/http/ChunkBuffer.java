package dev.scaleproof.sim.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * The buffer that an event loop writes chunks into, one after another: nearly always the kernel has
 * taken one before the next is made, so that it need not be allocated anew and is still in the
 * processor's cache. One that is still waiting for its reader is left to its channel, and the next
 * gets a new one. Confined to its thread.
 */
final class ChunkBuffer {
  /** Nearly every token's chunk fits. */
  private static final int LEAST_BYTES = 1024;

  /** Longer ones are so seldom that they are not worth keeping. */
  private static final int MOST_BYTES = 16 * 1024;

  private static final FastThreadLocal<ChunkBuffer> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected ChunkBuffer initialValue() {
          return new ChunkBuffer();
        }

        @Override
        protected void onRemoval(ChunkBuffer ended) {
          ended.kept.release();
        }
      };

  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  private ChunkBuffer() {}

  /** The calling event loop's. */
  static ChunkBuffer ofThisThread() {
    return OF_THREAD.get();
  }

  /** An empty buffer with room for that many bytes, which the caller has to release. */
  ByteBuf take(ByteBufAllocator allocator, int bytes) {
    if (bytes > MOST_BYTES) {
      return allocator.directBuffer(bytes);
    }
    if (kept.refCnt() != 1 || kept.capacity() < bytes || kept.capacity() > MOST_BYTES) {
      kept.release();
      kept = allocator.directBuffer(Math.max(LEAST_BYTES, bytes));
    }
    return kept.clear().retain();
  }
}
