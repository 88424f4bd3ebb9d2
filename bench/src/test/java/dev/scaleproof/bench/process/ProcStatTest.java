package dev.scaleproof.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {
  private static final String REST =
      " S 41 42 42 0 -1 4194560 1 2 3 4 100 20 7 3 20 0 5 0 12345 1 2 3 4";

  @Test
  void addsOwnTimeAndThatOfChildrenWaitedFor() {
    assertThat(ProcStat.parse("42 (nginx)" + REST)).isEqualTo(new ProcStat(42, 41, 130));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a) S 1 (b)", "tmux: server", ")", "x) R 9 9 9"})
  void namesMayHoldBlanksAndParentheses(String name) {
    assertThat(ProcStat.parse("42 (" + name + ")" + REST)).isEqualTo(new ProcStat(42, 41, 130));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42", "42 (sh)", "42 (sh) S 1 2 3", ") 42 ("})
  void refusesOtherLines(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse(line));
  }
}
