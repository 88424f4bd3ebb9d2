package dev.scaleproof.twin.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
  private static final Map<String, Double> VALUES = Map.of("a", 7.0, "b", 2.0);

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a + b * 10; 27
          a / 2; 3.5
          1 / 2; 0.5
          7 % 4; 3
          -b ** 2; -4
          2 ** 3 ** 2; 512
          a > 5 && b < 5 ? a : 0; 7
          1 < b < 3 ? 1 : 0; 1
          not (a > b) ? 1 : 2; 2
          max(a, b, 30) - min([a, b]); 28
          sum([a, b]) + mean([a, b]) + median([1, 2, 9]); 15.5
          ceil(a / 2) + floor(a / 2) + round(a / 2); 11
          int(a / 2) * 1.0; 3
          len([1, 2]) + count([a > b, b > a]); 3
          b in [1, 2] ? 5 : 6; 5
          """)
  void values(String formula, double expected) {
    assertThat(Formula.compile(formula, Set.of("a", "b")).evaluate(VALUES)).isEqualTo(expected);
  }

  @Test
  void nilFallsThroughTheCoalescingOperator() {
    Formula formula = Formula.compile("(a ?? b) + 1", Set.of("a", "b"));
    assertThat(formula.evaluate(Map.of("b", 2.0))).isEqualTo(3);
    assertThat(formula.evaluate(VALUES)).isEqualTo(8);
    assertThat(Formula.compile("a ?? nil", Set.of("a")).evaluate(Map.of())).isNull();
    assertThatThrownBy(() -> Formula.compile("a + b", Set.of("a", "b")).evaluate(Map.of("a", 1.0)))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("nil");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a % b; at character 3: operator % does not go with a float and a float
          int(a) % sum([a, b]); operator % does not go with an integer and a float
          a && b; operator && does not go with
          a > 1; takes a number
          c + 1; at character 1: no trigger is named c
          a +; at character 4
          (a; not the end
          upper(a); function upper is not supported
          a ? 1 : 2; it must be a boolean
          1 % 0; divide by zero
          a > 0 || 1 % 0 > 1 ? a : b; at character 12: integer divide by zero
          "a"; is not supported here
          a ?? b + 1; in parentheses
          """)
  void refused(String formula, String problem) {
    assertThatThrownBy(() -> Formula.compile(formula, Set.of("a", "b")))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining(problem);
  }
}
