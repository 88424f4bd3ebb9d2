package dev.scaleproof.validation.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsTest {
  /** Not ours, or made by a build. */
  private static final Set<String> LEFT_OUT = Set.of(".git", "target", "out", "node_modules");

  private static final Pattern RUNBOOK =
      Pattern.compile("runbook_url: repository/blob/HEAD/(\\S+)#(\\S+)");

  private static final Pattern COMPONENT = Pattern.compile("<(/?)([A-Z]\\w+)[^>]*?(/?)>");

  /** Those of Mintlify that the pages use. */
  private static final Set<String> COMPONENTS =
      Set.of(
          "Accordion",
          "AccordionGroup",
          "Card",
          "CardGroup",
          "Check",
          "Note",
          "Step",
          "Steps",
          "Tab",
          "Tabs",
          "Warning");

  static List<String> pages() throws IOException {
    return markdown(".mdx");
  }

  static List<String> everything() throws IOException {
    List<String> all = new ArrayList<>(markdown(".mdx"));
    all.addAll(markdown(".md"));
    return all;
  }

  @Test
  void bothNavigationsAreTheSameAndListEveryPageOnce() throws IOException {
    JsonNode current = json("docs.json").at("/navigation/groups");
    JsonNode former = json("mint.json").at("/navigation");
    assertThat(current).isNotEmpty().isEqualTo(former);
    List<String> listed = new ArrayList<>();
    for (JsonNode group : current) {
      group.get("pages").forEach(page -> listed.add(page.asText() + ".mdx"));
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(pages());
  }

  /** As https://llmstxt.org has it: what a page is, before one reads it. */
  @Test
  void theIndexForLanguageModelsListsEveryPageInTheNavigationsOrder() throws IOException {
    JsonNode site = json("docs.json");
    StringBuilder index =
        new StringBuilder(
            "# %s%n%n> %s%n"
                .formatted(site.at("/name").asText(), site.at("/description").asText()));
    for (JsonNode group : site.at("/navigation/groups")) {
      index.append("%n## %s%n%n".formatted(group.get("group").asText()));
      for (JsonNode path : group.get("pages")) {
        Page page = Page.read(path.asText() + ".mdx");
        index.append(
            "- [%s](%s): %s%n"
                .formatted(page.field("title"), page.path(), page.field("description")));
      }
    }
    assertThat(Files.readString(Page.ROOT.resolve("llms.txt"), UTF_8)).isEqualTo(index.toString());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void componentsAreKnownAndClosedInTheirOrder(String path) {
    Deque<String> open = new ArrayDeque<>();
    for (String line : Page.read(path).lines()) {
      // What stands in backticks is text.
      Matcher component = COMPONENT.matcher(line.replaceAll("`[^`]*`", ""));
      while (component.find()) {
        assertThat(COMPONENTS).contains(component.group(2));
        if (!component.group(1).isEmpty()) {
          assertThat(open.poll()).as(line).isEqualTo(component.group(2));
        } else if (component.group(3).isEmpty()) {
          open.push(component.group(2));
        }
      }
    }
    assertThat(open).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs.json", "mint.json"})
  void theSiteHasItsPictures(String file) throws IOException {
    String favicon = json(file).at("/favicon").asText();
    assertThat(Page.ROOT.resolve(favicon.substring(1))).isRegularFile();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageSaysWhatItIs(String path) {
    Page page = Page.read(path);
    assertThat(page.lines().getFirst()).isEqualTo("---");
    assertThat(page.field("title")).isNotBlank();
    assertThat(page.field("description")).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void linksAndPicturesLeadSomewhere(String path) {
    Page page = Page.read(path);
    assertThat(page.links())
        .allSatisfy(
            link -> {
              Path file = page.file(link);
              assertThat(Page.ROOT.resolve(file)).as(link).exists();
              if (link.contains("#")) {
                assertThat(Page.read(file.toString()).anchors())
                    .contains(link.substring(link.indexOf('#') + 1));
              }
            });
  }

  @Test
  void alertsLeadToAHeadingOfARunbook() throws IOException {
    List<Path> rules;
    try (Stream<Path> files = Files.list(Page.ROOT.resolve("platform/monitoring/rules"))) {
      rules = files.filter(file -> !file.toString().endsWith("_test.yaml")).toList();
    }
    assertThat(rules).isNotEmpty();
    for (Path file : rules) {
      assertThat(RUNBOOK.matcher(Files.readString(file, UTF_8)).results())
          .isNotEmpty()
          .allSatisfy(
              link -> assertThat(Page.read(link.group(1)).anchors()).contains(link.group(2)));
    }
  }

  private static JsonNode json(String path) throws IOException {
    return new ObjectMapper().readTree(Files.readString(Page.ROOT.resolve(path), UTF_8));
  }

  private static List<String> markdown(String suffix) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        Page.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(suffix)) {
              found.add(Page.ROOT.relativize(file).toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
