package dev.scaleproof.sim.junit;

import dev.scaleproof.sim.InProcessServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A vLLM without a GPU, in the test's process, on a free port and in simulated time. As a {@code
 * static} field with {@code @RegisterExtension} it lives as long as the test class, as another
 * field as long as a test; or {@link #start} and {@link #close} it by hand, as an autoscaler under
 * test does with its replicas.
 *
 * <p>Requests that are sent while time stands still arrive at that time; nothing comes back but a
 * stream's head until time is advanced. The same requests, faults and advances give the same
 * answers, times and metrics.
 */
public final class VllmSimulator
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AutoCloseable {
  /** Real time that a request may take from a client to the engine. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SimulatedTime time;
  private final List<String> flags;
  private final Map<String, String> environment;
  private @Nullable InProcessServer server;
  private @Nullable HttpClient client;
  private boolean forClass;

  private VllmSimulator(Builder builder) {
    time = builder.time == null ? SimulatedTime.create() : builder.time;
    flags = List.copyOf(builder.flags);
    environment = Map.copyOf(builder.environment);
  }

  /** With the program's defaults: profile L4, 256 slots, answers that run to max_tokens. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    forClass = true;
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
    forClass = false;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!forClass) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!forClass) {
      close();
    }
  }

  /**
   * Starts it. Returns when it accepts connections or, with a start-up time, when only simulated
   * time is missing for that.
   *
   * @throws IllegalStateException if it has been started and not closed
   * @throws IllegalArgumentException if its flags are wrong, with the reason
   */
  public synchronized VllmSimulator start() {
    if (server != null) {
      throw new IllegalStateException("it has been started already");
    }
    server = InProcessServer.start(flags, environment, time.clock());
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    time.started(this);
    return this;
  }

  /** Ends it at once, and every connection with it. */
  @Override
  public synchronized void close() {
    time.stopped(this);
    if (server != null) {
      server.close();
      server = null;
    }
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /**
   * Does what a SIGTERM does. With a shutdown timeout, time has to be advanced for what is in
   * flight to end; when it has, connections are refused.
   */
  public void terminate() {
    server().terminate();
    time.clock().settle();
  }

  private synchronized InProcessServer server() {
    if (server == null) {
      throw new IllegalStateException("it has not been started");
    }
    return server;
  }

  private synchronized HttpClient client() {
    if (client == null) {
      throw new IllegalStateException("it has not been started");
    }
    return client;
  }

  /** The clock. */
  public SimulatedTime time() {
    return time;
  }

  /** {@link SimulatedTime#advance}. */
  public void advance(Duration duration) {
    time.advance(duration);
  }

  /** Where it listens: {@code http://127.0.0.1:PORT}. */
  public URI baseUrl() {
    return server().baseUrl();
  }

  /** Whether it accepts connections: not before its start-up time, not after its end. */
  public boolean isReady() {
    return server().isReady();
  }

  /** Sequences that wait or run: a request with {@code n} answers is n of them. */
  public int sequences() {
    InProcessServer started;
    synchronized (this) {
      started = server;
    }
    return started == null ? 0 : started.sequences();
  }

  /**
   * Waits, in real time, until requests that were sent have arrived in the engine.
   *
   * @param sequences how many it has then: see {@link #sequences}
   * @throws IllegalStateException if they have not within 30 seconds
   */
  public void awaitSequences(int sequences) {
    await(
        () -> sequences() == sequences,
        () -> "%d sequences have arrived, not %d".formatted(sequences(), sequences));
    time.clock().settle();
  }

  private static void await(
      BooleanSupplier condition, java.util.function.Supplier<String> problem) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(problem.get());
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException told) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", told);
      }
    }
  }

  /** What Prometheus would scrape now. */
  public Metrics metrics() {
    return new Metrics(send(request("/metrics").GET().build()));
  }

  /**
   * Schedules faults; they begin at the time that the clock shows. Needs {@link
   * Builder#faultInjection}.
   *
   * @param schedule JSON, as {@code POST /sim/faults} takes it
   * @throws IllegalArgumentException if it is wrong, with the reason
   */
  public void schedule(String schedule) {
    send(request("/sim/faults").POST(HttpRequest.BodyPublishers.ofString(schedule)).build());
  }

  /** Ends all faults. */
  public void clearFaults() {
    send(request("/sim/faults").DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(baseUrl().resolve(path)).timeout(PATIENCE);
  }

  private String send(HttpRequest request) {
    try {
      var response = client().send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalArgumentException(
            "%s %s: %d %s"
                .formatted(
                    request.method(),
                    request.uri().getPath(),
                    response.statusCode(),
                    response.body()));
      }
      return response.body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", told);
    }
  }

  /** What is simulated. Wrong values are told by {@link #start}. */
  public static final class Builder {
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable SimulatedTime time;

    private Builder() {}

    /** {@code L4}, {@code T4-AWQ}, {@code A100}, a profile's file, or {@code constant:20ms}. */
    public Builder profile(String value) {
      return flag("--profile", value);
    }

    /** Slots: sequences in a batch. */
    public Builder maxNumSeqs(int value) {
      return flag("--max-num-seqs", Integer.toString(value));
    }

    /** Tokens of prompt and answer together. */
    public Builder maxModelLen(int value) {
      return flag("--max-model-len", Integer.toString(value));
    }

    /** Blocks of 16 tokens in the KV cache, one of them reserved. */
    public Builder kvCacheBlocks(int value) {
      return flag("--num-gpu-blocks-override", Integer.toString(value));
    }

    /** What answers call the model. */
    public Builder servedModelName(String value) {
      return flag("--served-model-name", value);
    }

    /** Where answers' words are drawn from. */
    public Builder seed(long value) {
      return flag("--seed", Long.toString(value));
    }

    /** Loading the weights: connections are refused until it has passed. */
    public Builder startupTime(Duration value) {
      return flag("--startup-time", seconds(value));
    }

    /** How long requests may take to end after {@link #terminate}. Whole seconds. */
    public Builder shutdownTimeout(Duration value) {
      return flag("--shutdown-timeout", Long.toString(value.toSeconds()));
    }

    /** Takes {@link #schedule}s. */
    public Builder faultInjection() {
      return flag("--enable-fault-injection");
    }

    /** {@code /sleep}, {@code /wake_up} and {@code /is_sleeping}. */
    public Builder developmentMode() {
      environment.put("VLLM_SERVER_DEV_MODE", "1");
      return this;
    }

    /** Any other flag of the program, with its values. */
    public Builder flag(String name, String... values) {
      flags.add(name);
      flags.addAll(List.of(values));
      return this;
    }

    /** A clock that several simulators share; else it has its own. */
    public Builder time(SimulatedTime value) {
      time = value;
      return this;
    }

    /** A simulator that has not been started. */
    public VllmSimulator build() {
      return new VllmSimulator(this);
    }

    private static String seconds(Duration value) {
      return java.math.BigDecimal.valueOf(value.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
  }
}
