package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import java.nio.file.Path;
import java.util.List;

/** The index that workers look things up in. */
final class DocumentIndex {
  private static final int HEAP_MEGABYTES = 512;

  private DocumentIndex() {}

  /** Writes what has changed of it since the last time, and waits for that. */
  static void build(Children children, Program indexer, Path documents, Path index)
      throws ChildException {
    Child child =
        children.start(
            "build-index",
            indexer.needing(HEAP_MEGABYTES, WorkerProgram.MODEL_MEGABYTES),
            List.of("--docs", documents.toString(), "--index", index.toString()));
    int status = child.exit().join();
    if (status != 0) {
      throw new ChildException(
          "the index of %s could not be built (exit status %d)%s"
              .formatted(documents, status, child.logTail()));
    }
  }
}
