package dev.scaleproof.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkScannerTest {

  /** A chunked body and what it carries. */
  record Body(String framed, String data) {}

  private static ChunkScanner scanner() {
    ChunkScanner scanner = new ChunkScanner();
    scanner.reset();
    return scanner;
  }

  private static int scan(ChunkScanner scanner, String text) throws ProtocolException {
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    return scanner.scan(in, 0, in.readableBytes(), null);
  }

  @Provide
  Arbitrary<Body> bodies() {
    Arbitrary<String> data =
        Arbitraries.strings().withCharRange('\0', '\u007f').ofMinLength(1).ofMaxLength(300);
    Arbitrary<String> extension = Arbitraries.of("", "", "", ";a=b", " ; x=\"y z\"", ";\t");
    Arbitrary<String> chunk =
        Combinators.combine(data, extension, Arbitraries.of(true, false))
            .as(
                (text, more, upper) -> {
                  String size = Integer.toHexString(text.length());
                  return (upper ? "0" + size.toUpperCase(java.util.Locale.ROOT) : size)
                      + more
                      + "\r\n"
                      + text
                      + "\r\n";
                });
    Arbitrary<String> trailers = Arbitraries.of("", "", "X-T: 1\r\n", "A: b\r\nC: d\r\n");
    return Combinators.combine(chunk.list().ofMaxSize(8), trailers)
        .as(
            (chunks, end) -> {
              StringBuilder carried = new StringBuilder();
              for (String one : chunks) {
                int start = one.indexOf("\r\n") + 2;
                carried.append(one, start, one.length() - 2);
              }
              return new Body(String.join("", chunks) + "0\r\n" + end + "\r\n", carried.toString());
            });
  }

  @Property(tries = 500)
  void endIsFoundInAnySegmentation(
      @ForAll("bodies") Body body,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 64) Integer> sizes)
      throws ProtocolException {
    ByteBuf in = Unpooled.copiedBuffer(body.framed() + "NEXT", StandardCharsets.ISO_8859_1);
    ByteBuf payload = Unpooled.buffer();
    ChunkScanner scanner = scanner();
    int end = -1;
    int from = 0;
    for (int turn = 0; end < 0; turn++) {
      assertThat(from)
          .as("the end must be found before the bytes are over")
          .isLessThan(in.readableBytes());
      int to = Math.min(in.readableBytes(), from + sizes.get(turn % sizes.size()));
      end = scanner.scan(in, from, to, payload);
      from = to;
    }
    assertThat(end).isEqualTo(body.framed().length());
    assertThat(payload.toString(StandardCharsets.ISO_8859_1)).isEqualTo(body.data());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "5\n",
        "5 \n",
        "1\r\nab",
        "1\r\na\n",
        "1\r\na\rb",
        "0\r\n\n",
        "0\r\n\rx",
        "0\r\nA: b\n",
        "1234567890abcdef\r\n",
        "5\rx",
        "0x5\r\n"
      })
  void brokenFramingIsRefused(String text) {
    assertThatThrownBy(() -> scan(scanner(), text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void linesWithoutEndAreRefused() {
    assertThatThrownBy(() -> scan(scanner(), "5;" + "x".repeat(5_000)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> scan(scanner(), "0\r\n" + "x".repeat(40_000)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> scan(scanner(), "0\r\n" + "a: b\r\n".repeat(10_000)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void knowsWhereAChunkAndAnEventCouldBegin() throws ProtocolException {
    ChunkScanner scanner = scanner();
    assertThat(scanner.atChunkBoundary()).isTrue();
    assertThat(scanner.atEventEnd()).isTrue();
    assertThat(scan(scanner, "3\r\n")).isEqualTo(-1);
    assertThat(scanner.atChunkBoundary()).isFalse();
    assertThat(scan(scanner, "a\n")).isEqualTo(-1);
    assertThat(scanner.atEventEnd()).isFalse();
    assertThat(scan(scanner, "\n\r\n")).isEqualTo(-1);
    assertThat(scanner.atChunkBoundary()).isTrue();
    assertThat(scanner.atEventEnd()).isTrue();
    assertThat(scan(scanner, "1")).isEqualTo(-1);
    assertThat(scanner.atChunkBoundary()).isFalse();
    assertThat(scan(scanner, "\r\nx\r\n")).isEqualTo(-1);
    assertThat(scanner.atEventEnd()).isFalse();
  }
}
