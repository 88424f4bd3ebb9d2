package dev.scaleproof.retrieval.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Whether the files of an index are the ones that were written. */
final class Checksums {
  private static final int BUFFER = 1 << 16;
  private static final String LOCK = "write.lock";

  private Checksums() {}

  static List<Manifest.Content> of(Path folder) throws IOException {
    List<Manifest.Content> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(LOCK) && !name.equals(Manifest.FILE)) {
          contents.add(new Manifest.Content(name, Files.size(file), checksum(file)));
        }
      }
    }
    return contents;
  }

  /**
   * Reads every file once, some hundred megabytes a second from a cold disk.
   *
   * @throws IndexRefusedException if one is missing or differs
   */
  static void check(Path folder, Manifest manifest) throws IOException, IndexRefusedException {
    for (Manifest.Content content : manifest.files()) {
      Path file = folder.resolve(content.name());
      if (!Files.isRegularFile(file)
          || Files.size(file) != content.size()
          || checksum(file) != content.checksum()) {
        throw new IndexRefusedException(
            "the index in %s is damaged: %s is not as it was written"
                .formatted(folder, content.name()));
      }
    }
  }

  private static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        checksum.update(buffer.flip());
        buffer.clear();
      }
    }
    return checksum.getValue();
  }
}
