package dev.scaleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessTest {
  @TempDir private Path folder;

  private static String say(RedisProcess redis, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return answers.readLine();
    }
  }

  @Test
  void whatADurableOneHasAnsweredOutlivesItsKill() throws IOException {
    try (RedisProcess redis = RedisProcess.durable(folder)) {
      assertThat(say(redis, "SET job 1")).isEqualTo("+OK");
      redis.kill();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> say(redis, "PING"));
      redis.start();
      assertThat(say(redis, "EXISTS job")).isEqualTo(":1");
    }
  }

  @Test
  void aForgetfulOneForgets() throws IOException {
    try (RedisProcess redis = RedisProcess.forgetful(folder)) {
      say(redis, "SET job 1");
      redis.kill();
      redis.start();
      assertThat(say(redis, "EXISTS job")).isEqualTo(":0");
    }
  }

  @Test
  void oneThatWantsAPasswordHasStartedToo() throws IOException {
    try (RedisProcess redis = RedisProcess.forgetful(folder, "--requirepass", "secret")) {
      assertThat(say(redis, "PING")).startsWith("-NOAUTH");
    }
  }

  @Test
  void aFlagThatRedisDoesNotKnowFailsWithItsLog() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> RedisProcess.forgetful(folder, "--no-such-flag", "1"))
        .withMessageContaining("Redis does not start")
        .withMessageContaining("no-such-flag");
  }
}
