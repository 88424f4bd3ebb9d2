package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  @Test
  void keepsTheNullBlockToItself() {
    BlockPool pool = new BlockPool(4);
    assertThat(List.of(pool.allocate(), pool.allocate(), pool.allocate())).containsExactly(1, 2, 3);
    assertThat(pool.free()).isZero();
    assertThatIllegalStateException().isThrownBy(pool::allocate);
  }

  @Test
  void handsOutAgainWhatHasBeenFreeLongest() {
    BlockPool pool = new BlockPool(4);
    for (int i = 0; i < 3; i++) {
      pool.allocate();
    }
    pool.release(2);
    pool.release(3);
    pool.release(1);
    assertThat(List.of(pool.allocate(), pool.allocate(), pool.allocate())).containsExactly(2, 3, 1);
  }

  @Test
  void refusesToReleaseWhatNobodyHolds() {
    BlockPool pool = new BlockPool(4);
    assertThatIllegalStateException().isThrownBy(() -> pool.release(1));
  }

  @Test
  void refusesToCacheABlockTwice() {
    BlockPool pool = new BlockPool(4);
    pool.cache(pool.allocate(), 42);
    assertThatIllegalStateException().isThrownBy(() -> pool.cache(1, 43));
  }

  @Test
  void forgetsABlocksContentOnlyWhenItHandsItOutAgain() {
    BlockPool pool = new BlockPool(3);
    int block = pool.allocate();
    pool.cache(block, 42);
    pool.release(block);
    assertThat(pool.find(42)).isEqualTo(block);
    pool.allocate();
    assertThat(pool.find(42)).isEqualTo(block);
    pool.allocate();
    assertThat(pool.find(42)).isEqualTo(-1);
  }

  /** Against the obvious implementation; few hashes, so that blocks share them. */
  @Property(tries = 200)
  void behavesAsAnOrderedSetAndAMapWould(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int numBlocks) {
    Random random = new Random(seed);
    BlockPool pool = new BlockPool(numBlocks);
    LinkedHashSet<Integer> free = new LinkedHashSet<>();
    for (int block = 1; block < numBlocks; block++) {
      free.add(block);
    }
    List<Integer> holds = new ArrayList<>();
    Map<Integer, Long> cached = new LinkedHashMap<>();
    for (int i = 0; i < 400; i++) {
      long hash = random.nextInt(12) * (1L << 40);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (!free.isEmpty()) {
            int block = free.removeFirst();
            assertThat(pool.allocate()).isEqualTo(block);
            cached.remove(block);
            holds.add(block);
          }
        }
        case 1 -> {
          if (!holds.isEmpty()) {
            int block = holds.remove(random.nextInt(holds.size()));
            pool.release(block);
            if (!holds.contains(block)) {
              free.add(block);
            }
          }
        }
        case 2 -> {
          if (!holds.isEmpty()) {
            int block = holds.get(random.nextInt(holds.size()));
            if (cached.putIfAbsent(block, hash) == null) {
              pool.cache(block, hash);
            }
          }
        }
        default -> {
          int found = pool.find(hash);
          assertThat(found)
              .isEqualTo(
                  cached.entrySet().stream()
                      .filter(entry -> entry.getValue() == hash)
                      .map(Map.Entry::getKey)
                      .findFirst()
                      .orElse(-1));
          if (found >= 0) {
            pool.hold(found);
            free.remove(found);
            holds.add(found);
          }
        }
      }
      assertThat(pool.free()).isEqualTo(free.size());
    }
  }
}
