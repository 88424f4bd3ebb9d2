package dev.scaleproof.demo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespFrameTest {
  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatIsReadIsWhatIsWritten() throws Exception {
    String two = "*2\r\n$4\r\nXLEN\r\n$12\r\njobs:default\r\n";
    ByteArrayInputStream stream = in(two + "*1\r\n$4\r\nPING\r\n");
    RespFrame first = Objects.requireNonNull(RespFrame.read(stream));
    assertThat(first.is("xlen")).isTrue();
    assertThat(first.word(1)).isEqualTo("jobs:default");
    assertThat(first.word(2)).isEmpty();
    assertThat(first.bytes()).isEqualTo(two.getBytes(StandardCharsets.US_ASCII));
    assertThat(Objects.requireNonNull(RespFrame.read(stream)).is("PING")).isTrue();
    assertThat(RespFrame.read(stream)).isNull();
  }

  @Test
  void aChangedWordHasItsOwnLengthAndBytesStayAsTheyAre() throws Exception {
    String frame = "*2\r\n$1\r\na\r\n$3\r\n\u00e9\u0000\r\r\n";
    RespFrame changed =
        Objects.requireNonNull(RespFrame.read(in(frame)))
            .map(word -> word.equals("a") ? "longer" : word);
    assertThat(changed.bytes())
        .isEqualTo(frame.replace("$1\r\na", "$6\r\nlonger").getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PING\r\n", "*x\r\n", "*1\r\n+a\r\n", "*1\r\n$3\r\na", "*99999999999\r\n"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> RespFrame.read(in(text))).isInstanceOf(IOException.class);
  }
}
