package dev.scaleproof.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program: a Redis on loopback until it is told to stop. Its first line is {@code ready} and
 * the address.
 */
@Command(
    name = "redis",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description =
        "A real Redis server on this machine, whose every write is on the disk before its answer.")
public final class LocalRedis implements Callable<Integer> {
  private static final int WRONG_FLAGS = 2;
  private static final int FAILED = 1;
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "6379",
      description = "Port of loopback (${DEFAULT-VALUE}); 0 for any free one.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "out/redis",
      description = "For its data and log (${DEFAULT-VALUE}); what is there is found again.")
  private Path data = Path.of("");

  private LocalRedis() {}

  /** Ends with 1 if there is no server, 2 for wrong flags. */
  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new LocalRedis());
    commandLine.setParameterExceptionHandler(
        (wrong, ignored) -> fail(WRONG_FLAGS, wrong.getMessage()));
    commandLine.setExecutionExceptionHandler(
        (failure, ignored, parsed) -> fail(FAILED, failure.getMessage()));
    int status = commandLine.execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int fail(int status, @Nullable String message) {
    System.err.println("redis: " + message);
    return status;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      return fail(WRONG_FLAGS, "--port: " + port + " is no port, use 0 to " + LAST_PORT);
    }
    try (var _ = DataFolder.claim(data)) {
      RedisProcess redis = RedisProcess.durableOn(free(port), data);
      Runtime.getRuntime().addShutdownHook(new Thread(redis::end));
      System.out.println("ready " + redis.url());
      redis.await();
      return 0;
    }
  }

  /** Whoever else listens there would answer in its place. */
  private static int free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      throw new IOException(
          "port %d is taken: end what listens there, or choose another".formatted(port), taken);
    }
  }
}
