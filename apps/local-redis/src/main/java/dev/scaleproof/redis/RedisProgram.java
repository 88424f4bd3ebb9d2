package dev.scaleproof.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * The program of a Redis server, which lies in a folder, and the flags to start it with.
 *
 * @param file the program
 */
public record RedisProgram(Path file) {
  /** As in serving/redis: what was answered is on the disk. */
  public static final List<String> DURABLE =
      List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always");

  /** Nothing outlives the process. */
  public static final List<String> FORGETFUL = List.of("--save", "");

  /**
   * Puts the program into a folder, which is made if it is not there.
   *
   * @throws IOException if it cannot be written, or there is none for this kind of machine
   */
  public static RedisProgram into(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new RedisProgram(
        ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath());
  }

  /** A port of loopback that nobody has at this moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Flags of a server on loopback that has its data in a folder. */
  public static List<String> flags(int port, Path data, List<String> settings) {
    return Stream.concat(
            Stream.of(
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toAbsolutePath().toString()),
            settings.stream())
        .toList();
  }
}
