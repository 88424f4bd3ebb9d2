package dev.scaleproof.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.config.GatewayCommand;
import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.gateway.pool.PoolDirectory;
import dev.scaleproof.gateway.pool.PoolFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * A whole gateway in this process, on a free port; closing it checks that nothing is left in
 * flight.
 */
public final class TestGateway implements AutoCloseable {

  private final RunningGateway gateway;

  private TestGateway(RunningGateway gateway) {
    this.gateway = gateway;
  }

  /** Starts with these flags, and those that all tests share. */
  public static TestGateway start(String... flags) throws PoolFileException {
    List<String> arguments = new ArrayList<>(List.of("--port", "0", "--event-loops", "2"));
    arguments.addAll(List.of(flags));
    GatewayCommand command = new GatewayCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    Settings settings = command.settings();
    PoolDirectory directory = PoolDirectory.of(settings);
    directory.load();
    return new TestGateway(RunningGateway.start(settings, directory));
  }

  /** Its port. */
  public int port() {
    return gateway.uri().getPort();
  }

  /** A new client of it. */
  public RawClient client() throws IOException {
    return new RawClient(port());
  }

  /** One request on a connection of its own. */
  public RawClient.Answer exchange(String request) throws IOException {
    try (RawClient client = client()) {
      return client.send(request).read();
    }
  }

  /** The value of one line of the scrape, 0 if it is not there. */
  public double metric(String series) throws IOException {
    String text = exchange(RawClient.get("/metrics")).text();
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Begins to stop, as SIGTERM does; returns when the gateway has ended. */
  public void stop() {
    gateway.stop();
  }

  /** Requests that have not ended. */
  public int inFlight() {
    return gateway.inFlight();
  }

  @Override
  public void close() {
    await().untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
    gateway.close();
    LeakRecorder.assertNone();
  }
}
