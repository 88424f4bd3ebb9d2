package dev.scaleproof.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HoldQueueTest {

  private static Waiter waiter() {
    // Not a lambda that captures nothing: each must be an object of its own.
    return new Waiter() {
      @Override
      public void wake() {
        throw new AssertionError("a queue wakes nobody");
      }
    };
  }

  @Test
  void isFirstInFirstOut() {
    HoldQueue queue = new HoldQueue(2);
    Waiter first = waiter();
    Waiter second = waiter();
    assertThat(queue.offer(first)).isTrue();
    assertThat(queue.offer(second)).isTrue();
    assertThat(queue.offer(waiter())).isFalse();
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(second);
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void oneMayLeaveFromTheMiddle() {
    HoldQueue queue = new HoldQueue(3);
    Waiter first = waiter();
    Waiter middle = waiter();
    Waiter last = waiter();
    queue.offer(first);
    queue.offer(middle);
    queue.offer(last);
    assertThat(queue.remove(middle)).isTrue();
    assertThat(queue.remove(middle)).isFalse();
    assertThat(queue.drain()).containsExactly(first, last);
    assertThat(queue.size()).isZero();
  }

  @Test
  void oneThatWasWokenInVainIsInFrontAgainEvenWhenFull() {
    HoldQueue queue = new HoldQueue(1);
    Waiter first = waiter();
    Waiter second = waiter();
    queue.offer(first);
    assertThat(queue.poll()).isSameAs(first);
    queue.offer(second);
    queue.putBack(first);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).isSameAs(first);
  }

  @Test
  void noRoomMeansNobodyWaits() {
    assertThat(new HoldQueue(0).offer(waiter())).isFalse();
    assertThatThrownBy(() -> new HoldQueue(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
