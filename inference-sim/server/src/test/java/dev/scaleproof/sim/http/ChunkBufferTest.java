package dev.scaleproof.sim.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ChunkBuffer buffer = ChunkBuffer.ofThisThread();

  @AfterEach
  void nothingIsLost() {
    FastThreadLocal.removeAll(); // as the end of an event loop does
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void aBufferThatIsFreeAgainIsReused() {
    ByteBuf first = buffer.take(allocator, 100);
    first.writeLong(1).skipBytes(8);
    first.release();

    ByteBuf second = buffer.take(allocator, 100);

    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
  }

  @Test
  void aBufferThatStillWaitsForItsReaderIsLeftAlone() {
    ByteBuf waiting = buffer.take(allocator, 100).writeLong(1);

    ByteBuf next = buffer.take(allocator, 100).writeLong(2);

    assertThat(waiting.readLong()).isEqualTo(1);
    assertThat(next.readLong()).isEqualTo(2);
    assertThat(waiting.release()).isTrue();
    next.release();
  }

  @Test
  void aLongChunkHasRoomAndIsNotKept() {
    buffer.take(allocator, 100).release();
    long kept = allocator.metric().usedDirectMemory();

    ByteBuf huge = buffer.take(allocator, 1 << 20);

    assertThat(huge.writableBytes()).isGreaterThanOrEqualTo(1 << 20);
    huge.release();
    assertThat(allocator.metric().usedDirectMemory()).isEqualTo(kept);
  }

  @Test
  void aLongerChunkThanBeforeHasRoom() {
    buffer.take(allocator, 100).release();

    ByteBuf longer = buffer.take(allocator, 5000);

    assertThat(longer.writableBytes()).isGreaterThanOrEqualTo(5000);
    longer.release();
  }
}
