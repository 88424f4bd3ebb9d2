package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScannerTest {
  private final AnswerScanner scanner = new AnswerScanner();

  private boolean scan(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return scanner.scan(bytes, 0, bytes.length);
  }

  private static String chat(String delta, String rest) {
    return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "}" + rest + "}]}";
  }

  @Test
  void theOpeningOfAChatIsNoToken() {
    assertThat(scan(chat("\"role\":\"assistant\",\"content\":\"\"", ",\"finish_reason\":null")))
        .isTrue();
    assertThat(scanner.token()).isFalse();
    assertThat(scanner.choice()).isTrue();
  }

  @Test
  void anEmptyTextWithoutRoleIsAToken() {
    scan(chat("\"content\":\"\"", ",\"logprobs\":null,\"finish_reason\":null"));
    assertThat(scanner.token()).isTrue();
  }

  @Test
  void theEmptyEndIsNoToken() {
    scan(chat("\"content\":\"\"", ",\"finish_reason\":\"stop\""));
    assertThat(scanner.token()).isFalse();
    assertThat(scanner.finishReason()).isEqualTo("stop");
    scan(chat("", ",\"finish_reason\":\"tool_calls\""));
    assertThat(scanner.token()).isFalse();
    assertThat(scanner.finishReason()).isEqualTo("tool_calls");
  }

  @Test
  void theLastTokenCarriesTheFinishReason() {
    scan(chat("\"content\":\" x\"", ",\"finish_reason\":\"length\",\"stop_reason\":null"));
    assertThat(scanner.token()).isTrue();
    assertThat(scanner.finishReason()).isEqualTo("length");
  }

  @Test
  void reasoningAndToolCallsAreTokens() {
    scan(chat("\"reasoning_content\":\"hm\",\"content\":null", ""));
    assertThat(scanner.token()).isTrue();
    scan(chat("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]", ""));
    assertThat(scanner.token()).isTrue();
  }

  @Test
  void logprobsAreNotContent() {
    scan(
        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":"
            + "{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":[97]}]},"
            + "\"finish_reason\":null}]}");
    assertThat(scanner.token()).isFalse();
  }

  @Test
  void aCompletionsChunk() {
    scan("{\"choices\":[{\"index\":0,\"text\":\" FUT\",\"finish_reason\":null}]}");
    assertThat(scanner.token()).isTrue();
    scan("{\"choices\":[{\"index\":1,\"text\":\"\",\"finish_reason\":null}]}");
    assertThat(scanner.token()).isTrue();
  }

  @Test
  void usageComesWithoutChoices() {
    scan(
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"total_tokens\":24,"
            + "\"completion_tokens\":8,\"completion_tokens_details\":{\"prompt_tokens\":99}}}");
    assertThat(scanner.choice()).isFalse();
    assertThat(scanner.token()).isFalse();
    assertThat(scanner.promptTokens()).isEqualTo(16);
    assertThat(scanner.completionTokens()).isEqualTo(8);
  }

  @Test
  void errorsInBothForms() {
    scan("{\"error\":{\"message\":\"no\",\"code\":500}}");
    assertThat(scanner.error()).isTrue();
    assertThat(scanner.errorMessage()).isEqualTo("no");
    scan("{\"error\":\"Unauthorized\"}");
    assertThat(scanner.errorMessage()).isEqualTo("Unauthorized");
    scan("{\"error\":null,\"choices\":[]}");
    assertThat(scanner.error()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"a\":1",
        "{\"a\"}",
        "{\"a\":[}",
        "{\"a\":{]}",
        "{\"a\":\"b}",
        "{} x",
        "{a:1}",
        "{\"a\":?}",
        "\"a\"",
        "<html>"
      })
  void whatIsNoJsonObjectIsRefused(String text) {
    assertThat(scan(text)).isFalse();
  }

  @Property
  void anyTextInsideStringsChangesNothing(@ForAll String text) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    assertThat(
            scan(
                "{\"id\":\""
                    + quoted
                    + "\",\"choices\":[{\"delta\":{\"content\":\"x"
                    + quoted
                    + "\"},\"finish_reason\":null}]}"))
        .isTrue();
    assertThat(scanner.token()).isTrue();
    assertThat(scanner.error()).isFalse();
    assertThat(scanner.finishReason()).isNull();
  }

  @Property
  void anyBytesAreReadWithoutAnException(@ForAll byte[] bytes) {
    assertThat(scanner.scan(bytes, 0, bytes.length)).isIn(true, false);
  }
}
