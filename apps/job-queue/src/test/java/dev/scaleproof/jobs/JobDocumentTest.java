package dev.scaleproof.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobDocumentTest {
  private static JobDocument parse(String json) {
    return JobDocument.parse(json.getBytes(UTF_8));
  }

  @Test
  void aQuestionAloneIsEnough() {
    assertThat(parse("{\"question\":\"why?\"}"))
        .isEqualTo(new JobDocument("why?", null, 4, OptionalInt.empty()));
  }

  @Test
  void allFieldsAreRead() {
    assertThat(parse("{\"maxTokens\":64,\"topK\":20,\"model\":\"m\",\"question\":\"why?\"}"))
        .isEqualTo(new JobDocument("why?", "m", 20, OptionalInt.of(64)));
  }

  @Test
  void nullIsAsIfAbsent() {
    assertThat(parse("{\"question\":\"why?\",\"model\":null,\"topK\":null}"))
        .isEqualTo(JobDocument.of("why?"));
  }

  @Test
  void equalDocumentsHaveEqualTexts() {
    assertThat(parse("{ \"topK\" : 4, \"question\" : \"why\\u003f\" }").json())
        .isEqualTo(JobDocument.of("why?").json())
        .isEqualTo("{\"question\":\"why?\",\"topK\":4}");
  }

  @Test
  void itsTextIsItself() {
    JobDocument document = new JobDocument("\"ü\n\0\uD83D\uDE00", "m/x:1", 1, OptionalInt.of(1));
    assertThat(parse(document.json())).isEqualTo(document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"question\":\" \"} | question: must not be blank",
        "{\"question\":1} | question: a text is required",
        "{\"question\":\"a\",\"question\":\"b\"} | not JSON: Duplicate",
        "{\"question\":\"\\ud800\"} | question: has half of a surrogate pair",
        "{\"question\":\"a\",\"model\":1} | model: must be a text",
        "{\"question\":\"a\",\"model\":\"\"} | model: 1 to 256 characters",
        "{\"question\":\"a\",\"topK\":0} | topK: a whole number from 1 to 20",
        "{\"question\":\"a\",\"topK\":4.0} | topK: a whole number from 1 to 20",
        "{\"question\":\"a\",\"topK\":\"4\"} | topK: a whole number from 1 to 20",
        "{\"question\":\"a\",\"maxTokens\":0} | maxTokens: a whole number",
        "{\"question\":\"a\",\"maxTokens\":99999999999} | maxTokens: a whole number",
        "{\"question\":\"a\",\"x\":1} | unknown field \"x\"",
        "{\"question\":\"a\"} {} | more than one JSON value",
        "\"a\" | not a JSON object",
        "{\"question\": | not JSON",
      })
  void whatIsNoJobIsRefusedWithItsField(String json, String reason) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(MalformedJobException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void whatFitsWhenReadFitsWhenWritten() {
    int room = JobDocument.LARGEST - "{\"question\":\"\",\"topK\":4}".length();
    assertThat(JobDocument.of("a".repeat(room)).json()).hasSize(JobDocument.LARGEST);
    assertThatThrownBy(() -> JobDocument.of("a".repeat(room + 1)))
        .hasMessage("larger than 65536 bytes");
    assertThatThrownBy(() -> parse("{\"question\":\"" + "a".repeat(room + 1) + "\"}"))
        .hasMessage("larger than 65536 bytes");
  }
}
