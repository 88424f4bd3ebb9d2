package dev.scaleproof.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page tells its reader to type: a line of a {@code bash} block.
 *
 * @param page from the repository's root
 * @param line where it begins in the page
 * @param section the heading above it
 * @param text without a comment; a line that ends with a backslash goes on in the next
 * @param untested why no test can run it; empty for all others
 */
record PageCommand(String page, int line, String section, String text, String untested) {
  static final String RUNBOOKS = "docs/runbooks";

  private static final Pattern FENCE = Pattern.compile("\\s*```(.*)");
  private static final Pattern UNTESTED = Pattern.compile("bash Not tested here: (.+)");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)# .*$");

  /** The pages whose commands a reader types one after the other. */
  static List<String> pages() {
    List<String> pages = new ArrayList<>(List.of("README.md", "docs/quickstart.mdx"));
    pages.addAll(runbooks());
    return pages;
  }

  static List<String> runbooks() {
    try (Stream<Path> files = Files.list(Bench.root().resolve(RUNBOOKS))) {
      return files
          .map(file -> Bench.root().relativize(file).toString())
          .filter(file -> file.endsWith(".mdx"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<String> lines(String page) {
    try {
      return Files.readAllLines(Bench.root().resolve(page), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<PageCommand> in(String page) {
    return in(page, lines(page));
  }

  static List<PageCommand> in(String page, List<String> lines) {
    List<PageCommand> commands = new ArrayList<>();
    String section = "";
    String language = "";
    boolean code = false;
    StringBuilder begun = new StringBuilder();
    int number = 0;
    for (String line : lines) {
      number++;
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        code = !code;
        language = fence.group(1).strip();
      } else if (!code) {
        section = line.startsWith("#") ? line.replaceFirst("#+ ", "") : section;
      } else if (language.equals("bash") || UNTESTED.matcher(language).matches()) {
        String text = COMMENT.matcher(line.strip()).replaceFirst("").strip();
        begun.append(text);
        if (text.endsWith("\\")) {
          begun.setLength(begun.length() - 1);
        } else if (!begun.isEmpty()) {
          commands.add(
              new PageCommand(
                  page, number, section, begun.toString().replaceAll(" +", " "), why(language)));
          begun.setLength(0);
        }
      }
    }
    return commands;
  }

  private static String why(String language) {
    Matcher untested = UNTESTED.matcher(language);
    return untested.matches() ? untested.group(1) : "";
  }

  @Override
  public String toString() {
    return "%s:%d: %s".formatted(page, line, text);
  }
}
