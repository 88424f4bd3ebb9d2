package dev.scaleproof.e2e;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.e2e.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation tells a reader to type is what tests type. Needs no cluster. */
@Tag("docs")
final class CommandsTest {
  private static final Shell SHELL = new Shell(Map.of());

  /** A command in running text. */
  private static final Pattern INLINE = Pattern.compile("`((?:make|kubectl) [^`]+)`");

  private static final Pattern MAKE_TARGET = Pattern.compile("make ([a-z][a-z0-9-]*).*");

  /** Something that a reader has to put in: NAME, NAMESPACE, N. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]{1,}\\b(?!=)");

  private static final Pattern CI_STEP = Pattern.compile("(?m)^step \"[^\"]*\" (make .*)$");

  /** What needs a cloud account. */
  private static final int UNTESTED_AT_MOST = 2;

  static List<PageCommand> commands() {
    return PageCommand.pages().stream()
        .flatMap(page -> PageCommand.in(page).stream())
        .filter(command -> command.untested().isEmpty())
        .toList();
  }

  /** Of all pages, each once. */
  static List<String> makes() throws IOException {
    List<String> makes = new ArrayList<>();
    for (String page : documents()) {
      PageCommand.in(page).stream()
          .map(PageCommand::text)
          .filter(text -> text.startsWith("make "))
          .forEach(makes::add);
    }
    return makes.stream().distinct().toList();
  }

  @Test
  void aCommandIsALineOfAShellBlockWithoutItsComment() {
    List<String> page =
        """
        ## Do it
        Not `make demo`.
            ```bash
            # first
            make status     # what is up

            kubectl get pods \\
              -o wide
            ```
        ```yaml
        make: nothing
        ```
        ### By hand
        ```bash Not tested here: needs a hand
        clap
        ```
        """
            .lines()
            .toList();
    assertThat(PageCommand.in("page", page))
        .containsExactly(
            new PageCommand("page", 5, "Do it", "make status", ""),
            new PageCommand("page", 8, "Do it", "kubectl get pods -o wide", ""),
            new PageCommand("page", 15, "By hand", "clap", "needs a hand"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void someTestRunsIt(PageCommand command) throws IOException {
    boolean told = told().contains(command.text());
    boolean literally =
        commands().stream()
            .filter(same -> same.text().equals(command.text()))
            .anyMatch(same -> RunbookTest.runs(same) || QuickstartTest.runs(same));
    assertThat(told || literally).as("a test that runs %s", command).isTrue();
  }

  @Test
  void noTestSaysThatItRunsWhatIsNowhereToBeRead() throws IOException {
    assertThat(commands().stream().map(PageCommand::text).collect(toSet())).containsAll(claims());
    assertThat(claims()).doesNotHaveDuplicates();
  }

  /** The title of such a block says so to the reader, too. */
  @Test
  void fewBlocksCannotBeTestedHere() {
    assertThat(
            PageCommand.pages().stream()
                .flatMap(page -> PageCommand.in(page).stream())
                .filter(command -> !command.untested().isEmpty())
                .map(command -> command.page() + command.untested())
                .distinct())
        .hasSizeBetween(1, UNTESTED_AT_MOST);
  }

  @ParameterizedTest
  @MethodSource("makes")
  void makeKnowsTargetsAndVariables(String command) {
    Outcome outcome = SHELL.run(command.replace("make ", "make -n "));
    assertThat(outcome.status()).as("%s: %s", command, outcome).isZero();
  }

  @Test
  void targetsInRunningTextAreThere() throws IOException {
    String makefile = Files.readString(Bench.root().resolve("Makefile"));
    for (String page : documents()) {
      assertThat(inline(page))
          .as(page)
          .allSatisfy(
              command -> {
                var target = MAKE_TARGET.matcher(command);
                if (target.matches()) {
                  assertThat(makefile)
                      .as(command)
                      .containsPattern("(?m)^" + Pattern.quote(target.group(1)) + ":");
                }
              });
    }
  }

  /** In a runbook running text has no command that stands in no block, and so is run by nobody. */
  @Test
  void commandsInTheTextOfARunbookStandInABlockToo() {
    Set<String> run = commands().stream().map(PageCommand::text).collect(toSet());
    for (String page : PageCommand.runbooks()) {
      assertThat(inline(page))
          .as(page)
          .filteredOn(command -> command.startsWith("kubectl -n "))
          .filteredOn(command -> !PLACEHOLDER.matcher(command).find())
          .isSubsetOf(run);
    }
  }

  /** What tests say that they run, and what the pipeline runs. */
  static Set<String> told() throws IOException {
    Set<String> told = Set.copyOf(claims());
    String pipeline = Files.readString(Bench.root().resolve(".ci/run"));
    return Stream.concat(
            told.stream(), CI_STEP.matcher(pipeline).results().map(step -> step.group(1)))
        .collect(toSet());
  }

  private static List<String> claims() throws IOException {
    Path folder =
        Bench.root()
            .resolve("e2e/src/test/java")
            .resolve(CommandsTest.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> Objects.requireNonNull(file.getFileName()).toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> named(name.replace(".java", "")))
          .flatMap(test -> Stream.of(test.getDeclaredMethods()))
          .map(method -> method.getAnnotation(Runs.class))
          .filter(Objects::nonNull)
          .flatMap(runs -> Stream.of(runs.value()))
          .toList();
    }
  }

  private static Class<?> named(String test) {
    try {
      return Class.forName(CommandsTest.class.getPackageName() + "." + test);
    } catch (ClassNotFoundException gone) {
      throw new AssertionError(gone);
    }
  }

  private static List<String> inline(String page) {
    return PageCommand.lines(page).stream()
        .flatMap(line -> INLINE.matcher(line).results())
        .map((MatchResult command) -> command.group(1))
        .toList();
  }

  /** Every page of the documentation. */
  private static List<String> documents() throws IOException {
    List<String> documents = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md"));
    try (Stream<Path> files = Files.walk(Bench.root().resolve("docs"))) {
      files
          .map(file -> Bench.root().relativize(file).toString())
          .filter(file -> file.endsWith(".mdx"))
          .sorted()
          .forEach(documents::add);
    }
    return documents;
  }
}
