package dev.scaleproof.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The texts are what JDK 25 prints, addresses shortened. */
class HeapInfoTest {
  @Test
  void serial() {
    String output =
        """
        14751:
        DefNew     total 116160K, used 47604K [0x0, 0x1, 0x2)
         eden space 103296K,  46% used [0x0, 0x1, 0x2)
         from space 12864K,   0% used [0x0, 0x1, 0x2)
        Tenured    total 258048K, used 1166K [0x0, 0x1, 0x2)
         the  space 258048K,   0% used [0x0, 0x1, 0x2)
        Metaspace       used 70K, committed 256K, reserved 1114112K
         class space    used 2K, committed 128K, reserved 1048576K
        """;

    assertThat(HeapInfo.usedBytes(output)).isEqualTo((47604 + 1166) * 1024L);
  }

  @Test
  void garbageFirst() {
    String output =
        """
        14786:
        garbage-first heap   total reserved 6172672K, committed 393216K, used 28567K [0x0, 0x1)
         region size 4096K, 7 young (28672K), 1 survivors (4096K)
        """;

    assertThat(HeapInfo.usedBytes(output)).isEqualTo(28567 * 1024L);
  }

  @Test
  void zgc() {
    String output =
        """
        15077:
        ZHeap            used 80M, capacity 378M, max capacity 6028M
         Cache           298M (1)
        """;

    assertThat(HeapInfo.usedBytes(output)).isEqualTo(80L << 20);
  }

  @Test
  void refusesAnythingElse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeapInfo.usedBytes("no such process"))
        .withMessage("no heap in: no such process");
  }
}
