package dev.scaleproof.bench.peer;

import java.nio.file.Path;
import java.util.Map;

/** What came of looking for a program, and of installing it. */
public sealed interface Installation {

  /**
   * It can be started.
   *
   * @param environment that the program needs
   */
  record Present(Path program, String version, Map<String, String> environment)
      implements Installation {}

  /**
   * It cannot be had here.
   *
   * @param why one line, with what a person can do about it
   */
  record Missing(String why) implements Installation {}
}
