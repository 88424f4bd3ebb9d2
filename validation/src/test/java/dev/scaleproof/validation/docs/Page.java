package dev.scaleproof.validation.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Markdown file.
 *
 * @param path from the repository's root
 * @param lines without those of code blocks
 */
record Page(String path, List<String> lines) {
  static final Path ROOT = Path.of("..");

  private static final Pattern LINK =
      Pattern.compile("]\\(([^)\\s]+)\\)|\\b(?:src|srcset|href)=\"([^\"]+)\"");

  /** One that leads out of the repository. */
  private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*");

  static Page read(String path) {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    try {
      for (String line : Files.readAllLines(ROOT.resolve(path), UTF_8)) {
        if (line.strip().startsWith("```")) {
          code = !code;
        } else if (!code) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(path, List.copyOf(lines));
  }

  /** A field of its front matter; empty without one. */
  String field(String name) {
    int end = lines.subList(1, lines.size()).indexOf("---") + 1;
    return lines.subList(1, Math.max(1, end)).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip().replaceAll("^\"|\"$", ""))
        .findFirst()
        .orElse("");
  }

  /** Where its links and pictures lead, as written. */
  List<String> links() {
    return lines.stream()
        .flatMap(line -> LINK.matcher(line).results())
        .map(Page::target)
        .filter(link -> !OUTSIDE.matcher(link).matches())
        .toList();
  }

  private static String target(MatchResult link) {
    return link.group(1) != null ? link.group(1) : link.group(2);
  }

  /** The file that a link of this page leads to, from the repository's root. */
  Path file(String link) {
    String file = link.replaceFirst("#.*", "");
    if (file.isEmpty()) {
      return Path.of(path);
    }
    if (!file.startsWith("/")) {
      return Path.of(path).resolveSibling(file).normalize();
    }
    // From the site's root, which is the repository's; pages are named without their ending.
    String fromRoot = file.substring(1);
    return Path.of(fromRoot.matches(".*\\.[a-z]+") ? fromRoot : fromRoot + ".mdx");
  }

  /** The anchors that its headings have. */
  List<String> anchors() {
    return lines.stream()
        .filter(line -> line.matches("#{1,6} .*"))
        .map(
            line ->
                line.replaceFirst("#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
