package dev.scaleproof.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server on a free port of loopback, whose data outlive {@link #kill} and {@link #start}. Not
 * thread-safe.
 */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** What a server that wants a password says to who has not given it. */
  private static final String NO_PASSWORD_YET = "-NOAUTH";

  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;

  private RedisProcess(int port, Path folder, List<String> settings) throws IOException {
    this.port = port;
    this.log = folder.resolve("redis.log");
    this.command = new ArrayList<>();
    command.add(RedisProgram.into(folder.resolve("redis-program")).file().toString());
    command.addAll(RedisProgram.flags(port, folder, settings));
    this.process = launch();
    awaitAnswer();
  }

  /**
   * One whose every write is on the disk before its answer.
   *
   * @param folder for its program, data and log
   * @param more flags
   * @throws IOException if it does not answer in 20 seconds, with its log
   */
  public static RedisProcess durable(Path folder, String... more) throws IOException {
    return start(folder, RedisProgram.DURABLE, more);
  }

  /** As {@link #durable}, but one that forgets everything at its end. */
  public static RedisProcess forgetful(Path folder, String... more) throws IOException {
    return start(folder, RedisProgram.FORGETFUL, more);
  }

  /** As {@link #durable}, on a port that nobody has. */
  static RedisProcess durableOn(int port, Path folder) throws IOException {
    return new RedisProcess(port, folder, RedisProgram.DURABLE);
  }

  private static RedisProcess start(Path folder, List<String> settings, String... more)
      throws IOException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return new RedisProcess(RedisProgram.freePort(), folder, all);
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        kill();
        throw new IOException("Redis does not start:\n" + Files.readString(log));
      }
      pause();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readNBytes(NO_PASSWORD_YET.length()),
              StandardCharsets.US_ASCII);
      return answer.startsWith("+PONG") || answer.equals(NO_PASSWORD_YET);
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Redis started", told);
    }
  }

  /** Waits until it is gone, by whatever it ends. */
  void await() throws InterruptedException {
    process.waitFor();
  }

  /** SIGTERM, at which it writes everything down; waits until it is gone. */
  void end() {
    process.destroy();
    process.onExit().join();
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Starts it again, on its port and its data.
   *
   * @throws IOException if it does not answer in 20 seconds, with its log
   */
  public void start() throws IOException {
    process = launch();
    awaitAnswer();
  }

  /** Its address, without a password. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    kill();
  }
}
