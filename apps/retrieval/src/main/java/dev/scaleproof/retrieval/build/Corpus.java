package dev.scaleproof.retrieval.build;

import dev.scaleproof.retrieval.text.DocumentReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The documents of a folder.
 *
 * @param files readable by their endings, by path, without hidden ones
 * @param others how many files are of other kinds
 */
record Corpus(Path folder, List<Path> files, int others) {

  /**
   * Looks for documents, in folders below too; symbolic links are not followed.
   *
   * @throws BuildException if there is no such folder or nothing in it
   */
  static Corpus of(Path folder, DocumentReader reader) throws BuildException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new BuildException(
          Files.exists(folder)
              ? folder + " is no folder; give one: make build-index DOCS=path"
              : "there is no folder " + folder + "; give one: make build-index DOCS=path");
    }
    List<Path> files = new ArrayList<>();
    int[] others = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return !path.equals(folder) && Files.isHidden(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !Files.isHidden(path)) {
              if (reader.reads(path.getFileName().toString())) {
                files.add(path);
              } else {
                others[0]++;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure) {
            // Its reading will say why.
            files.add(path);
            return FileVisitResult.CONTINUE;
          }
        });
    if (files.isEmpty()) {
      throw new BuildException(
          "no documents in %s: put Markdown, text, HTML or PDF files there%s"
              .formatted(
                  folder,
                  others[0] == 0 ? "" : " (files of other kinds: %d)".formatted(others[0])));
    }
    files.sort(null);
    return new Corpus(folder, List.copyOf(files), others[0]);
  }

  /** Below the folder, with slashes on every system. */
  String pathOf(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
