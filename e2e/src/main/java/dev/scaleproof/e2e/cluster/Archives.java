package dev.scaleproof.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The image archives that a node is given.
 *
 * @param files in the order of their names
 */
record Archives(List<Path> files) {
  private static final int BUFFER = 1 << 20;

  Archives {
    files = List.copyOf(files);
  }

  /** All archives of some folders, each of which must be there. */
  static Archives in(List<Path> folders) throws IOException, ClusterException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new ClusterException(
            "%s is missing: 'make testbed' and 'make images' fill it".formatted(folder));
      }
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> file.toString().endsWith(".tar")).sorted().forEach(files::add);
      }
    }
    return new Archives(files);
  }

  /** Changes with any byte of any of them. */
  String fingerprint() throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      try (InputStream content = Files.newInputStream(file)) {
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
          sum.update(buffer, 0, read);
        }
      }
    }
    return Long.toHexString(sum.getValue());
  }

  /** Puts them into one folder, in place of what was there, since a node looks into just one. */
  void fill(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    for (Path file : files) {
      Path target = folder.resolve(file.getFileName());
      try {
        Files.createLink(target, file);
      } catch (IOException | UnsupportedOperationException otherDisk) {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
