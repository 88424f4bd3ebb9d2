package dev.scaleproof.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.gateway.relay.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {

  private static final byte[] REPLICA =
      "x-gateway-replica: r\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ResponseHead head = new ResponseHead();

  private int parse(String text) throws ProtocolException {
    return head.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), false);
  }

  private String written(boolean http10, boolean keepAlive) {
    ByteBuf out = head.write(UnpooledByteBufAllocator.DEFAULT, http10, keepAlive, REPLICA, 0);
    String text = out.toString(StandardCharsets.ISO_8859_1);
    out.release();
    return text;
  }

  @Test
  void everyPrefixIsIncomplete() throws ProtocolException {
    String text = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
    for (int length = 0; length < text.length(); length++) {
      assertThat(parse(text.substring(0, length))).isZero();
    }
    assertThat(parse(text + "body")).isEqualTo(text.length());
  }

  @Test
  void framingFollowsTheRfc() throws ProtocolException {
    parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.LENGTH);
    assertThat(head.contentLength()).isEqualTo(5);
    assertThat(head.keepAlive()).isTrue();
    parse("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.CHUNKED);
    parse("HTTP/1.1 200 OK\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.CLOSE);
    assertThat(head.keepAlive()).isFalse();
    parse("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    parse("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n");
    assertThat(head.keepAlive()).isFalse();
    parse("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: Keep-Alive\r\n\r\n");
    assertThat(head.keepAlive()).isTrue();
    parse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: x, close\r\n\r\n");
    assertThat(head.keepAlive()).isFalse();
  }

  @Test
  void chunksWinOverALengthAndEndTheConnection() throws ProtocolException {
    parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n");
    assertThat(head.framing()).isEqualTo(Framing.CHUNKED);
    assertThat(head.keepAlive()).isFalse();
    assertThat(written(false, true))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\nx-gateway-replica: r\r\n\r\n");
  }

  @Test
  void headersOfTheConnectionStayBehindAndTheOthersKeepTheirForm() throws ProtocolException {
    parse(
        "HTTP/1.0 299 Odd  Reason\r\nServer:uvicorn\r\nConnection: X-Private, keep-alive\r\nKeep-Alive: timeout=5\r\n"
            + "X-Private: 1\r\nx-FOO :no\r\n\r\n".replace("x-FOO :no", "x-FOO:  yes "));
    assertThat(written(false, false))
        .isEqualTo(
            "HTTP/1.1 299 Odd  Reason\r\nServer:uvicorn\r\nx-FOO:  yes \r\nx-gateway-replica: r\r\nconnection: close\r\n\r\n");
  }

  @Test
  void nominatingTheFramingDoesNotRemoveIt() throws ProtocolException {
    parse(
        "HTTP/1.1 200 OK\r\nConnection: content-length, transfer-encoding\r\nContent-Length: 2\r\n\r\n");
    assertThat(written(false, true)).contains("Content-Length: 2\r\n");
  }

  @Test
  void oldClientsLearnNothingOfChunks() throws ProtocolException {
    parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n");
    assertThat(written(true, false))
        .doesNotContain("chunked")
        .endsWith("connection: close\r\n\r\n");
    assertThat(written(true, true)).endsWith("connection: keep-alive\r\n\r\n");
  }

  @Test
  void eventStreamIsKnownByItsType() throws ProtocolException {
    parse("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n\r\n");
    assertThat(head.eventStream()).isTrue();
    parse("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    assertThat(head.eventStream()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\nA: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"
      })
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void endlessHeadsAreRefused() {
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(400) + "\r\n"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void longHeadsAreRead() throws ProtocolException {
    String text = "HTTP/1.1 200 OK\r\nA: " + "x".repeat(40_000) + "\r\nContent-Length: 3\r\n\r\n";
    assertThat(parse(text)).isEqualTo(text.length());
    assertThat(head.contentLength()).isEqualTo(3);
  }
}
