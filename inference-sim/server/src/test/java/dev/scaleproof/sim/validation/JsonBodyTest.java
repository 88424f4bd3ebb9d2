package dev.scaleproof.sim.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBodyTest {
  /** Positions and words of Python 3.11's json module. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": [}|7|Expecting value",
        "{\"prompt\":|10|Expecting value",
        "{|1|Expecting property name enclosed in double quotes",
        "{\"a\" 1}|5|Expecting ':' delimiter",
        "{\"a\":1,}|7|Expecting property name enclosed in double quotes",
        "{\"a\":1 \"b\":2}|7|Expecting ',' delimiter",
        "[1 2]|3|Expecting ',' delimiter",
        "{\"a\":\"b|5|Unterminated string starting at",
        "{\"a\":1} x|8|Extra data",
        "{\"a\":tru}|5|Expecting value",
        "{\"a\":\"\\q\"}|6|Invalid \\\\escape",
        "01|1|Extra data"
      })
  void mistakesAreWhereAndWhatPythonSays(String text, int position, String words) {
    PythonJson.Mistake mistake = PythonJson.mistakeIn(text);

    assertThat(mistake.position()).isEqualTo(position);
    assertThat(mistake.message()).isEqualTo(words.replace("\\\\", "\\"));
  }

  @Test
  void noBodyIsAMissingField() {
    JsonBody.Unreadable unreadable =
        catchThrowableOfType(JsonBody.Unreadable.class, () -> JsonBody.parse(new byte[0]));

    assertThat(unreadable.violations().message())
        .isEqualTo(
            "1 validation error:\n"
                + "  {'type': 'missing', 'loc': 'body', 'msg': 'Field required', 'input': 'None'}");
  }

  @Test
  void bytesThatAreNoTextAreToldApart() {
    assertThatThrownBy(() -> JsonBody.parse(new byte[] {'"', (byte) 0xFF, '"'}))
        .isInstanceOf(JsonBody.NotText.class);
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll String text) {
    try {
      assertThat(JsonBody.parse(text.getBytes(StandardCharsets.UTF_8))).isNotNull();
    } catch (JsonBody.Unreadable refused) {
      assertThat(refused.violations().message()).startsWith("1 validation error:");
    } catch (JsonBody.NotText impossible) {
      throw new AssertionError(impossible);
    }
  }
}
