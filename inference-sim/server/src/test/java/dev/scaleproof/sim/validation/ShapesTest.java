package dev.scaleproof.sim.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12|12",
        "\"12\"|12",
        "\" 12 \"|12",
        "12.0|12",
        "\"12.0\"|12",
        "true|1",
        "-3|-3",
        "99999999999999999999|9223372036854775807"
      })
  void wholeNumbersComeInManyForms(String json, long expected) {
    assertThat(complaints(Shapes.INTEGER, json)).isEmpty();
    assertThat(Lax.longOf(node(json))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5|int_from_float",
        "\"x\"|int_parsing",
        "\"1.5\"|int_parsing",
        "[]|int_type",
        "{}|int_type",
        "null|int_type"
      })
  void othersAreNoWholeNumbers(String json, String type) {
    assertThat(complaints(Shapes.INTEGER, json)).contains("'type': '" + type + "'");
  }

  @ParameterizedTest
  @CsvSource({"true,true", "1,true", "0,false", "'\"yes\"',true", "'\"OFF\"',false"})
  void truthComesInManyForms(String json, boolean expected) {
    assertThat(complaints(Shapes.BOOLEAN, json)).isEmpty();
    assertThat(Lax.booleanOf(node(json))).isEqualTo(expected);
  }

  @Test
  void eitherShapeWillDoAndBothComplain() {
    Shape either = Shapes.STRING.or(Shapes.listOf(Shapes.STRING)).orNull();

    assertThat(complaints(either, "\"a\"")).isEmpty();
    assertThat(complaints(either, "[\"a\"]")).isEmpty();
    assertThat(complaints(either, "null")).isEmpty();
    assertThat(complaints(either, "[1]"))
        .startsWith("2 validation errors:")
        .contains("'loc': 'body.0', 'msg': 'Input should be a valid string', 'input': '1'");
  }

  @Test
  void choicesAndLimitsAreNamed() {
    assertThat(complaints(Shapes.oneOf(List.of("a", "b", "c")), "\"d\""))
        .contains("\"Input should be 'a', 'b' or 'c'\"");
    assertThat(complaints(Shapes.integerFrom(1), "0"))
        .contains("Input should be greater than or equal to 1", "'ctx': {'ge': 1}");
    assertThat(complaints(Shapes.listOfAtMost(1, Shapes.STRING), "[\"a\",\"b\"]"))
        .contains("List should have at most 1 items after validation, not 2");
  }

  private static String complaints(Shape shape, String json) {
    Violations violations = new Violations();
    shape.check(node(json), "body", violations);
    return violations.isEmpty() ? "" : violations.message();
  }

  private static JsonNode node(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }
}
