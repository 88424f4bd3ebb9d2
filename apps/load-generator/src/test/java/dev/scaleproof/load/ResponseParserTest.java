package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
  private final StringBuilder seen = new StringBuilder();
  private final ResponseParser parser =
      new ResponseParser(
          new ResponseParser.Sink() {
            @Override
            public void head(int status, @Nullable String replica) {
              seen.append(status).append(replica == null ? "" : "@" + replica).append(':');
            }

            @Override
            public void body(byte[] bytes, int from, int to) {
              seen.append(new String(bytes, from, to - from, UTF_8));
            }

            @Override
            public void complete(boolean reusable) {
              seen.append(reusable ? "|keep" : "|close");
            }
          });

  private String parse(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    parser.feed(bytes, 0, bytes.length);
    return seen.toString();
  }

  @Test
  void aBodyByLength() {
    assertThat(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")).isEqualTo("200:abc|keep");
  }

  @Test
  void aBodyInChunksWithExtensionsAndTrailers() {
    assertThat(
            parse(
                String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Transfer-Encoding: Chunked",
                    "X-Gateway-Replica: r1",
                    "",
                    "3;a=b",
                    "abc",
                    "A",
                    "0123456789",
                    "0",
                    "x-t: 1",
                    "",
                    "")))
        .isEqualTo("200@r1:abc0123456789|keep");
  }

  @Test
  void aBodyUntilClose() {
    assertThat(parse("HTTP/1.0 200 OK\r\n\r\nabc")).isEqualTo("200:abc");
    assertThat(parser.closed()).isTrue();
    assertThat(seen).hasToString("200:abc|close");
  }

  @Test
  void closingWithinABodyIsNoRegularEnd() {
    parse("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
    assertThat(parser.closed()).isFalse();
  }

  @Test
  void noBody() {
    assertThat(parse("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"))
        .isEqualTo("204:|close");
  }

  @Test
  void interimResponsesAreSkipped() {
    assertThat(parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx"))
        .isEqualTo("200:x|keep");
  }

  @Test
  void oneResponseAfterAnother() {
    parse("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na");
    parser.reset();
    assertThat(parser.untouched()).isTrue();
    assertThat(parse("HTTP/1.1 500 No\r\ncontent-length: 1\r\n\r\nb"))
        .isEqualTo("200:a|keep500:b|keep");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "HTTP/2 200\r\n",
        "HTTP/1.1 2x0 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffff\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab"
      })
  void whatIsNoResponseIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void anEndlessLineIsRefused() {
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nx: " + "y".repeat(70_000)))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @Property
  void anyCutsGiveTheSameEvents(
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 400) Integer> cuts) {
    byte[] whole =
        (Answers.STREAM_HEAD
                + Answers.chunk(": ping\r\n\r\n" + Answers.OPENING + Answers.token("ä\\\"\\n"))
                + Answers.chunk("data: {\"choices\":[],\ndata: \"usage\":null}\n\n")
                + Answers.chunk(Answers.last("é", "stop").replace("\n", "\r\n") + Answers.DONE)
                + Answers.LAST_CHUNK)
            .getBytes(UTF_8);
    assertThat(events(whole, cuts)).isEqualTo(events(whole, List.of())).contains("stop", "[DONE]");
  }

  private static String events(byte[] whole, List<Integer> cuts) {
    StringBuilder text = new StringBuilder();
    EventReader reader =
        new EventReader(
            (bytes, from, to) ->
                text.append(new String(bytes, from, to - from, UTF_8)).append('|'));
    ResponseParser parser =
        new ResponseParser(
            new ResponseParser.Sink() {
              @Override
              public void head(int status, @Nullable String replica) {
                text.append(status).append(replica);
              }

              @Override
              public void body(byte[] bytes, int from, int to) {
                reader.feed(bytes, from, to);
              }

              @Override
              public void complete(boolean reusable) {
                text.append(reusable).append(reader.betweenEvents());
              }
            });
    int at = 0;
    for (int cut : cuts) {
      int to = Math.min(whole.length, at + cut);
      // A new array each time: what is kept must have been copied.
      byte[] piece = Arrays.copyOfRange(whole, at, to);
      parser.feed(piece, 0, piece.length);
      Arrays.fill(piece, (byte) '#');
      at = to;
    }
    parser.feed(whole, at, whole.length);
    return text.toString();
  }
}
