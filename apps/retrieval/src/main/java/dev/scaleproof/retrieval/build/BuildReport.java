package dev.scaleproof.retrieval.build;

import java.util.List;

/**
 * What a build did.
 *
 * @param version of the index that is current now
 * @param written false if the current one was of these very documents
 * @param documents in the index
 * @param chunks in the index
 * @param embedded chunks that went through the model
 * @param removed documents of the index before that are no more
 * @param skipped files that could not be read
 * @param others files of other kinds
 */
public record BuildReport(
    String version,
    boolean written,
    int documents,
    int chunks,
    int embedded,
    int removed,
    List<Skipped> skipped,
    int others) {

  /** A file that is not in the index, and why. */
  public record Skipped(String path, String why) {}
}
