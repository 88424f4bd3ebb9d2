package dev.scaleproof.gateway.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The flags of the program. Each can also be given as an environment variable, {@code GATEWAY_…}; a
 * flag wins.
 */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    version = "scaleproof gateway 0.1.0",
    sortOptions = false,
    defaultValueProvider = ServiceLinks.class,
    usageHelpWidth = 110,
    description =
        "An OpenAI-compatible front door: relays /v1/* byte for byte to pools of replicas, chosen by `model`.",
    footer = {
      "",
      "Durations take ms, s, m or h; sizes take B, KiB, MiB or GiB.",
      "Each flag is also an environment variable: --max-held is GATEWAY_MAX_HELD. A flag wins.",
      "For --redis-url REDIS_URL does as well; it may hold a password, which a flag would show to every process."
    })
public final class GatewayCommand {

  static final String PORT = "PORT";
  static final String DEFAULT_PORT = "8080";

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "${env:GATEWAY_HOST:-127.0.0.1}",
      description = "Address to listen on (${DEFAULT-VALUE}); 0.0.0.0 for every interface.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:GATEWAY_PORT:-" + DEFAULT_PORT + "}",
      paramLabel = PORT,
      description = "Port to listen on (${DEFAULT-VALUE}); 0 for any free one.")
  private int port;

  @Option(
      names = "--upstreams",
      split = ",",
      defaultValue = "${env:GATEWAY_UPSTREAMS:-}",
      paramLabel = "URL",
      description =
          "Replicas, as in http://127.0.0.1:8000,http://127.0.0.1:8001: one pool for every model.")
  private List<String> upstreams = List.of();

  @Option(
      names = "--pools",
      defaultValue = "${env:GATEWAY_POOLS:-}",
      paramLabel = "FILE",
      description =
          "YAML file of pools; read again when it changes. A version with a mistake is logged and refused.")
  private String pools = "";

  @Option(
      names = "--dns",
      defaultValue = "${env:GATEWAY_DNS:-}",
      paramLabel = "NAME:PORT",
      description = "Replicas are what this name resolves to: one pool for every model.")
  private String dns = "";

  @Option(
      names = "--dns-refresh",
      defaultValue = "${env:GATEWAY_DNS_REFRESH:-5s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How often names are resolved again (${DEFAULT-VALUE}, the TTL of cluster DNS).")
  private Duration dnsRefresh = Duration.ZERO;

  @Option(
      names = "--connect-timeout",
      defaultValue = "${env:GATEWAY_CONNECT_TIMEOUT:-2s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description = "Until a connection to a replica stands (${DEFAULT-VALUE}).")
  private Duration connectTimeout = Duration.ZERO;

  @Option(
      names = "--first-byte-timeout",
      defaultValue = "${env:GATEWAY_FIRST_BYTE_TIMEOUT:-10m}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "From sending a request to the first byte of the answer (${DEFAULT-VALUE}). Covers the wait in the"
              + " model server's queue and, without streaming, the whole generation.")
  private Duration firstByteTimeout = Duration.ZERO;

  @Option(
      names = "--inter-chunk-timeout",
      defaultValue = "${env:GATEWAY_INTER_CHUNK_TIMEOUT:-2m}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "Longest silence inside an answer (${DEFAULT-VALUE}). Streams have no total limit.")
  private Duration interChunkTimeout = Duration.ZERO;

  @Option(
      names = "--hold-timeout",
      defaultValue = "${env:GATEWAY_HOLD_TIMEOUT:-30s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How long a request waits while its pool has no usable replica (${DEFAULT-VALUE}), then 503.")
  private Duration holdTimeout = Duration.ZERO;

  @Option(
      names = "--max-held",
      defaultValue = "${env:GATEWAY_MAX_HELD:-1000}",
      paramLabel = "N",
      description = "Requests that may wait so, per pool (${DEFAULT-VALUE}); over it 429.")
  private int maxHeld;

  @Option(
      names = "--max-outstanding-per-replica",
      defaultValue = "${env:GATEWAY_MAX_OUTSTANDING_PER_REPLICA:-0}",
      paramLabel = "N",
      description =
          "Requests at one replica at once (${DEFAULT-VALUE}: no limit). Requests over it wait here, where the"
              + " model server's queue metric, the scaling signal, does not see them.")
  private int maxOutstanding;

  @Option(
      names = "--max-attempts",
      defaultValue = "${env:GATEWAY_MAX_ATTEMPTS:-3}",
      paramLabel = "N",
      description =
          "Replicas that one request may be sent to, before its first answered byte (${DEFAULT-VALUE}).")
  private int maxAttempts;

  @Option(
      names = "--max-request-bytes",
      defaultValue = "${env:GATEWAY_MAX_REQUEST_BYTES:-10MiB}",
      converter = Units.SizeConverter.class,
      paramLabel = "SIZE",
      description = "Largest request body (${DEFAULT-VALUE}); over it 413.")
  private Long maxRequestBytes = 0L;

  @Option(
      names = "--max-buffered-bytes",
      defaultValue = "${env:GATEWAY_MAX_BUFFERED_BYTES:-64MiB}",
      converter = Units.SizeConverter.class,
      paramLabel = "SIZE",
      description =
          "Request bodies in memory, all requests together (${DEFAULT-VALUE}); over it 503.")
  private Long maxBufferedBytes = 0L;

  @Option(
      names = "--client-read-timeout",
      defaultValue = "${env:GATEWAY_CLIENT_READ_TIMEOUT:-30s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description = "Until a client has sent its whole request (${DEFAULT-VALUE}), then 408.")
  private Duration clientReadTimeout = Duration.ZERO;

  @Option(
      names = "--client-idle-timeout",
      defaultValue = "${env:GATEWAY_CLIENT_IDLE_TIMEOUT:-75s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How long a client's connection stays open without a request (${DEFAULT-VALUE}).")
  private Duration clientIdleTimeout = Duration.ZERO;

  @Option(
      names = "--client-stall-timeout",
      defaultValue = "${env:GATEWAY_CLIENT_STALL_TIMEOUT:-60s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How long a client may leave its answer unread before it is cut off (${DEFAULT-VALUE}).")
  private Duration clientStallTimeout = Duration.ZERO;

  @Option(
      names = "--upstream-idle-timeout",
      defaultValue = "${env:GATEWAY_UPSTREAM_IDLE_TIMEOUT:-4s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How long unused connections to replicas are kept (${DEFAULT-VALUE}; vLLM closes them at 5 s).")
  private Duration upstreamIdleTimeout = Duration.ZERO;

  @Option(
      names = "--drain-timeout",
      defaultValue = "${env:GATEWAY_DRAIN_TIMEOUT:-30s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description = "After SIGTERM, how long requests in flight may go on (${DEFAULT-VALUE}).")
  private Duration drainTimeout = Duration.ZERO;

  @Option(
      names = "--event-loops",
      defaultValue = "${env:GATEWAY_EVENT_LOOPS:-0}",
      paramLabel = "N",
      description = "Threads that move bytes (${DEFAULT-VALUE}: one a core).")
  private int eventLoops;

  @Mixin private JobFlags jobs = new JobFlags();

  /**
   * The settings that the flags say.
   *
   * @throws ParameterException with a message that names the flag
   */
  public Settings settings() {
    range("--port", port, 0, 65_535);
    range("--max-held", maxHeld, 0, 1_000_000);
    range("--max-outstanding-per-replica", maxOutstanding, 0, 1_000_000);
    range("--max-attempts", maxAttempts, 1, 100);
    range("--event-loops", eventLoops, 0, 256);
    range("--max-request-bytes", maxRequestBytes, 1, 1 << 30);
    range("--max-buffered-bytes", maxBufferedBytes, maxRequestBytes, 1L << 40);
    positive("--connect-timeout", connectTimeout);
    positive("--first-byte-timeout", firstByteTimeout);
    positive("--inter-chunk-timeout", interChunkTimeout);
    positive("--client-read-timeout", clientReadTimeout);
    positive("--client-idle-timeout", clientIdleTimeout);
    positive("--client-stall-timeout", clientStallTimeout);
    positive("--upstream-idle-timeout", upstreamIdleTimeout);
    positive("--dns-refresh", dnsRefresh);
    Timeouts timeouts =
        new Timeouts(
            connectTimeout,
            firstByteTimeout,
            interChunkTimeout,
            holdTimeout,
            clientReadTimeout,
            clientIdleTimeout,
            clientStallTimeout,
            upstreamIdleTimeout);
    Limits limits =
        new Limits(maxRequestBytes, maxBufferedBytes, maxHeld, maxAttempts, maxOutstanding);
    int loops = eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
    return new Settings(
        host, port, source(), timeouts, limits, dnsRefresh, drainTimeout, loops, jobSettings());
  }

  private @Nullable JobSettings jobSettings() {
    try {
      return jobs.settings();
    } catch (IllegalArgumentException mistake) {
      throw wrong(String.valueOf(mistake.getMessage()));
    }
  }

  private PoolSource source() {
    List<String> urls = upstreams.stream().filter(url -> !url.isBlank()).toList();
    int given = (urls.isEmpty() ? 0 : 1) + (pools.isEmpty() ? 0 : 1) + (dns.isEmpty() ? 0 : 1);
    if (given != 1) {
      throw wrong("give exactly one of --upstreams, --pools and --dns");
    }
    if (!pools.isEmpty()) {
      Path path = Path.of(pools);
      if (!Files.isRegularFile(path)) {
        throw wrong("--pools: no file " + pools);
      }
      return new PoolSource.PoolsFile(path);
    }
    if (!dns.isEmpty()) {
      int colon = dns.lastIndexOf(':');
      Integer target = colon < 1 ? null : portOf(dns.substring(colon + 1));
      if (target == null) {
        throw wrong("--dns: '" + dns + "' is not NAME:PORT");
      }
      return new PoolSource.Dns(dns.substring(0, colon), target);
    }
    List<URI> replicas = new ArrayList<>();
    for (String url : urls) {
      try {
        URI uri = ReplicaUrl.parse(url.strip());
        if (replicas.contains(uri)) {
          throw wrong("--upstreams: " + url + " is there twice");
        }
        replicas.add(uri);
      } catch (IllegalArgumentException notOne) {
        throw wrong("--upstreams: " + notOne.getMessage());
      }
    }
    return new PoolSource.Upstreams(replicas);
  }

  private static @Nullable Integer portOf(String text) {
    try {
      int value = Integer.parseInt(text);
      return value > 0 && value <= 65_535 ? value : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private void range(String flag, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(flag + ": " + value + " is not between " + least + " and " + most);
    }
  }

  private void positive(String flag, Duration value) {
    if (value.isZero()) {
      throw wrong(flag + ": must be more than 0");
    }
  }

  private ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
