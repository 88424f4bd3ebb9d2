package dev.scaleproof.retrieval.build;

/** Told where a build stands, from the thread that builds. */
@FunctionalInterface
public interface Progress {

  /**
   * So far.
   *
   * @param chunks those of the files that are done
   * @param embedded how many of them went through the model
   */
  void at(int files, int ofFiles, int chunks, int embedded);
}
