package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.streamHead;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random bodies in random chunks in random segments, many on one connection. The seed is in the
 * message.
 */
class SegmentationTest {

  private static final int BODIES = 300;

  private static byte[] body(Random random) {
    StringBuilder out = new StringBuilder();
    int chunks = random.nextInt(6);
    for (int i = 0; i < chunks; i++) {
      byte[] data =
          new byte[1 + (random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200))];
      random.nextBytes(data);
      String size = Integer.toHexString(data.length);
      out.append(random.nextBoolean() ? size : "00" + size.toUpperCase(Locale.ROOT));
      out.append(random.nextInt(4) == 0 ? ";ext=" + random.nextInt() : "");
      out.append("\r\n").append(new String(data, StandardCharsets.ISO_8859_1)).append("\r\n");
    }
    out.append("0\r\n");
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append("X-Trailer-").append(i).append(": ").append(random.nextInt()).append("\r\n");
    }
    return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void everyBodyArrivesByteForByte() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] bodies = new byte[BODIES][];
    for (int i = 0; i < BODIES; i++) {
      bodies[i] = body(random);
    }
    FakeUpstream.Script inPieces =
        (request, connection) -> {
          int number = Integer.parseInt(request.line().replaceAll(".*/v1/(\\d+) .*", "$1"));
          Random cuts = new Random(seed + number);
          byte[] all = concat(streamHead().getBytes(StandardCharsets.US_ASCII), bodies[number]);
          for (int from = 0; from < all.length; ) {
            int to =
                Math.min(all.length, from + 1 + cuts.nextInt(cuts.nextInt(3) == 0 ? 3 : 4_000));
            connection.write(Arrays.copyOfRange(all, from, to));
            from = to;
          }
        };
    try (FakeUpstream upstream = FakeUpstream.start(inPieces);
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      for (int i = 0; i < BODIES; i++) {
        byte[] got = client.send(RawClient.get("/v1/" + i)).read().body();
        assertThat(HexFormat.of().formatHex(got))
            .as("body %d of seed %d", i, seed)
            .isEqualTo(HexFormat.of().formatHex(bodies[i]));
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
