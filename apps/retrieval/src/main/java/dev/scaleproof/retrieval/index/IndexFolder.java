package dev.scaleproof.retrieval.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of indexes: {@code current} names the one that is used, each has a folder named by its
 * version. A new one is written beside it and becomes current by one rename, so that a reader finds
 * the old one or the new one and nothing between, whenever the writer dies.
 */
public final class IndexFolder {
  private static final String CURRENT = "current";
  private static final String LOCK = "build.lock";
  private static final String UNFINISHED = ".part";
  private static final int TRIES = 3;

  private final Path folder;

  public IndexFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * An index that is open.
   *
   * @param manifest what it was made of
   */
  public record Opened(Manifest manifest, VectorIndex index) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      index.close();
    }
  }

  /**
   * Opens the current index after a look at every byte of it.
   *
   * @param model the identity of the embedder that questions will come from
   * @throws IndexRefusedException if there is none, or it is of another model, or damaged
   */
  public Opened open(String model) throws IndexRefusedException {
    for (int tries = 1; ; tries++) {
      String version = currentVersion();
      Path path = folder.resolve(version);
      try {
        Manifest manifest = Manifest.read(path);
        check(manifest, version, model, path);
        return new Opened(manifest, VectorIndex.open(path));
      } catch (IndexRefusedException | IOException | RuntimeException e) {
        // It may have been replaced between the look at its name and the look at its files.
        if (tries == TRIES || version.equals(currentVersion())) {
          throw withAdvice(
              e instanceof IndexRefusedException refused
                  ? refused
                  : new IndexRefusedException("the index in " + path + " cannot be read: " + e, e));
        }
      }
    }
  }

  private static void check(Manifest manifest, String version, String model, Path path)
      throws IOException, IndexRefusedException {
    if (manifest.format() != Manifest.FORMAT) {
      throw new IndexRefusedException(
          "the index in %s has format %d, this program reads %d"
              .formatted(path, manifest.format(), Manifest.FORMAT));
    }
    if (!manifest.model().equals(model)) {
      throw new IndexRefusedException(
          "the index in %s is of another model, %s, than this program's, %s"
              .formatted(path, manifest.model(), model));
    }
    if (!manifest.version().equals(version)) {
      throw new IndexRefusedException(
          "the index in %s is damaged: its manifest is one of version %s"
              .formatted(path, manifest.version()));
    }
    Checksums.check(path, manifest);
  }

  private static IndexRefusedException withAdvice(IndexRefusedException refused) {
    return new IndexRefusedException(refused.getMessage() + "; run `make build-index`", refused);
  }

  private String currentVersion() throws IndexRefusedException {
    try {
      String version = Files.readString(folder.resolve(CURRENT)).strip();
      if (!version.matches("[0-9a-f]{16}")) {
        throw withAdvice(
            new IndexRefusedException(
                "%s is damaged: it names no version".formatted(folder.resolve(CURRENT))));
      }
      return version;
    } catch (NoSuchFileException e) {
      throw withAdvice(new IndexRefusedException("no finished index in " + folder, e));
    } catch (IOException e) {
      throw new IndexRefusedException("%s cannot be read: %s".formatted(folder, e), e);
    }
  }

  /**
   * Keeps other builds out until it is closed.
   *
   * @throws IndexRefusedException if another one is at work
   */
  public Build begin() throws IOException, IndexRefusedException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IndexRefusedException("another build of %s is at work".formatted(folder));
    }
    return new Build(channel);
  }

  /** One build: files are written to {@link #part}, and {@link #publish} makes them the index. */
  public final class Build implements AutoCloseable {
    private final FileChannel lock;
    private final Path part = folder.resolve("new" + UNFINISHED);

    private Build(FileChannel lock) throws IOException {
      this.lock = lock;
      deleteAllBut(null);
      Files.createDirectory(part);
    }

    /** Where to write, empty. */
    public Path part() {
      return part;
    }

    /** Makes what was written the current index, and removes the older ones. */
    public String publish(String model, String chunking, List<Manifest.Document> documents)
        throws IOException {
      Manifest manifest = Manifest.of(model, chunking, documents).with(Checksums.of(part));
      manifest.write(part);
      String version = manifest.version();
      Path target = folder.resolve(version);
      // One of that version is there if it was damaged, or current and built again.
      delete(target);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      Path name = folder.resolve(CURRENT + UNFINISHED);
      Files.writeString(name, version + "\n");
      Files.move(
          name,
          folder.resolve(CURRENT),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      deleteAllBut(version);
      return version;
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
      try (lock) {
        delete(part);
      }
    }
  }

  /** Unfinished ones, and with a version all others. */
  private void deleteAllBut(@Nullable String version) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        boolean otherVersion =
            version != null && name.matches("[0-9a-f]{16}") && !name.equals(version);
        if (name.endsWith(UNFINISHED) || otherVersion) {
          delete(child);
        }
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
