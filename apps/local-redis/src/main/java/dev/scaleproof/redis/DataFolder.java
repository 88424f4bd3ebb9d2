package dev.scaleproof.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A claim to a folder of a server's data. Redis itself does not look whether another server has its
 * log open, and two that write to one log destroy it. The claim ends with the JVM at the latest.
 */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = "in-use.lock";

  private final FileChannel lock;

  private DataFolder(FileChannel lock) {
    this.lock = lock;
  }

  /**
   * Claims a folder, which is made if it is not there.
   *
   * @throws IOException if it cannot be written, or somebody else has it
   */
  public static DataFolder claim(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IOException(
          "another Redis has its data in " + folder + ": end it, or choose another folder");
    }
    return new DataFolder(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ownJvm) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
