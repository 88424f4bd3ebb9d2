package dev.scaleproof.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.jobs.RedisSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class GatewayCommandTest {

  private static Settings parse(String... flags) {
    GatewayCommand command = new GatewayCommand();
    new CommandLine(command).parseArgs(flags);
    return command.settings();
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    Settings settings = parse("--upstreams", "http://127.0.0.1:8000, http://localhost");
    assertThat(settings.source())
        .isEqualTo(
            new PoolSource.Upstreams(
                List.of(URI.create("http://127.0.0.1:8000"), URI.create("http://localhost:80"))));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60),
                Duration.ofSeconds(4)));
    assertThat(settings.limits()).isEqualTo(new Limits(10 << 20, 64 << 20, 1_000, 3, 0));
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void nameAndPortAreTaken() {
    assertThat(parse("--dns", "sim.inference.svc:8000").source())
        .isEqualTo(new PoolSource.Dns("sim.inference.svc", 8000));
  }

  @Test
  void jobsNeedARedisAndHaveDefaultsThen() {
    assertThat(parse("--upstreams", "http://a", "--chat-wait", "0s").jobs()).isNull();
    assertThat(parse("--upstreams", "http://a", "--redis-url", "redis://:secret@r:6379").jobs())
        .isEqualTo(
            new JobSettings(
                new RedisSettings("redis://:secret@r:6379", Duration.ofSeconds(2)),
                List.of("default"),
                Duration.ofMinutes(2),
                Duration.ofSeconds(15),
                5_000));
    assertThat(parse("--upstreams", "http://a", "--redis-url", "redis://:secret@r:6379").toString())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --redis-url http://r                                 | --redis-url: Redis address: want redis://[:password@]host[:port], or rediss://
          --redis-url redis://r --redis-timeout 1ms            | --redis-timeout: must be from 50ms to 1m
          --redis-url redis://r --job-queues a,b,a             | --job-queues: a queue is there twice
          --redis-url redis://r --job-queues a:b               | --job-queues: 'a:b' is not 1 to 64 letters, digits, dots, dashes or underscores
          --redis-url redis://r --chat-wait 0s                 | --chat-wait: must be more than 0
          --redis-url redis://r --job-heartbeat 1ms            | --job-heartbeat: must be at least 50ms
          --redis-url redis://r --max-job-requests 0           | --max-job-requests: 0 is not between 1 and 1000000
          """)
  void mistakesAboutJobsNameTheFlag(String flags, String message) {
    assertThatThrownBy(() -> parse(("--upstreams http://a " + flags).split(" ", -1)))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --port 80                                      | give exactly one of --upstreams, --pools and --dns
          --dns a:1 --upstreams http://a                 | give exactly one of --upstreams, --pools and --dns
          --dns a                                        | --dns: 'a' is not NAME:PORT
          --dns a:0                                      | --dns: 'a:0' is not NAME:PORT
          --pools /nowhere/pools.yaml                    | --pools: no file /nowhere/pools.yaml
          --upstreams localhost:8000                     | --upstreams: 'localhost:8000' is not a URL like http://127.0.0.1:8000
          --upstreams https://a                          | --upstreams: 'https://a' is not a URL like http://127.0.0.1:8000
          --upstreams http://a:80,http://a               | --upstreams: http://a is there twice
          --upstreams http://a:99999                     | --upstreams: 'http://a:99999' has no valid port
          --upstreams http://a --port 65536              | --port: 65536 is not between 0 and 65535
          --upstreams http://a --max-attempts 0          | --max-attempts: 0 is not between 1 and 100
          --upstreams http://a --connect-timeout 0s      | --connect-timeout: must be more than 0
          --upstreams http://a --max-buffered-bytes 1KiB | --max-buffered-bytes: 1024 is not between 10485760 and 1099511627776
          """)
  void mistakesNameTheFlag(String flags, String message) {
    assertThatThrownBy(() -> parse(flags.split(" ", -1)))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "--hold-timeout 3, --hold-timeout",
    "--hold-timeout 1d, --hold-timeout",
    "--hold-timeout 99999h, more than a year",
    "--max-request-bytes 1MB, --max-request-bytes",
    "--port http, --port",
    "--nope 1, --nope"
  })
  void valuesWithoutSenseNameTheFlag(String flags, String part) {
    String[] all = ("--upstreams http://a " + flags).split(" ", -1);
    assertThatThrownBy(() -> parse(all))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(part);
  }

  @Test
  void unitsAreRead() {
    Settings settings =
        parse(
            "--upstreams",
            "http://a",
            "--hold-timeout",
            "0s",
            "--connect-timeout",
            "250ms",
            "--first-byte-timeout",
            "1h",
            "--max-request-bytes",
            "1024",
            "--max-buffered-bytes",
            "1GiB");
    assertThat(settings.timeouts().hold()).isZero();
    assertThat(settings.timeouts().connect()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.timeouts().firstByte()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.limits().requestBytes()).isEqualTo(1024);
    assertThat(settings.limits().bufferedBytes()).isEqualTo(1L << 30);
  }
}
