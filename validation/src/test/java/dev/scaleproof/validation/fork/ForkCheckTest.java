package dev.scaleproof.validation.fork;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.process.Command;
import dev.scaleproof.validation.process.Command.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Forks of what is shipped, with a real git, each with one thing forgotten. */
@Tag("tools")
class ForkCheckTest {
  private static final String SHIPPED = "https://github.com/your-organization/scaleproof.git";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path checkout = Path.of("");
  private String url = "";

  /** A fork that forgot nothing. */
  @BeforeEach
  void fork() throws IOException {
    checkout = folder.resolve("checkout");
    url = folder.resolve("forge/team/scaleproof.git").toUri().toString();
    for (String part : List.of("platform", "serving")) {
      copy(Path.of("..").resolve(part), checkout.resolve(part));
    }
    git("init", "--quiet", "--initial-branch=main");
    git("init", "--quiet", "--bare", folder.resolve("forge/team/scaleproof.git").toString());
    git("remote", "add", "origin", url);
    edit(Tree.ROOT, SHIPPED, url);
    commit();
    git("push", "--quiet", "origin", "main");
  }

  @Test
  void nothingForgotten() {
    assertThat(check()).isZero();
    assertThat(out.toString()).contains("ok: Argo CD can deliver " + url + " at main");
    assertThat(out.toString().lines()).allMatch(line -> line.matches("(ok|note): .*"));
  }

  @Test
  void itsRepositoryIsOneLineInOneFile() throws IOException {
    assertThat(git("grep", "--count", "--fixed-strings", url, "--", "platform", "serving").strip())
        .isEqualTo(Tree.ROOT + ":1");
  }

  @Test
  void theUrl() throws IOException {
    edit(Tree.ROOT, url, SHIPPED);
    assertThat(check()).isOne();
    assertThat(problems())
        .containsExactly(
            "platform/root.yaml: still names %s; write this repository's URL into sourceRepos"
                .formatted(SHIPPED));
  }

  @Test
  void theUrlInOneOfItsTwoUses() throws IOException {
    edit(Tree.ROOT, "repoURL: *repository", "repoURL: https://forge.example/other.git");
    assertThat(check("--offline")).isOne();
    assertThat(problems())
        .anySatisfy(line -> assertThat(line).contains("sourceRepos allows '" + url + "'"));
  }

  @Test
  void theRemote() throws IOException {
    git("remote", "set-url", "origin", "git@forge.example:team/scaleproof.git");
    assertThat(check()).isOne();
    assertThat(problems())
        .containsExactly(
            "platform/root.yaml: names %s, which is no remote of this checkout (origin is %s); write the one that you push to"
                .formatted(url, "git@forge.example:team/scaleproof.git"));
  }

  @Test
  void theRevision() throws IOException {
    edit(Tree.ROOT, "targetRevision: main", "targetRevision: production");
    assertThat(check()).isOne();
    assertThat(problems())
        .containsExactly(
            "platform/root.yaml: targetRevision 'production' is no branch and no tag of %s; push it or name another"
                .formatted(url));
    git("tag", "production");
    git("push", "--quiet", "origin", "production");
    assertThat(check()).isZero();
  }

  @Test
  void anApplicationOfItsOwn() throws IOException {
    edit(
        "platform/applications/70-gateway.yaml",
        "repoURL: set-by-platform-root",
        "repoURL: https://forge.example/other.git");
    assertThat(check()).isOne();
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("platform/applications/70-gateway.yaml: spec.sources[0].repoURL is 'https://")
        .endsWith("put it back to set-by-platform-root");
  }

  @Test
  void whatRootOverwrites() throws IOException {
    edit(
        "platform/applications/repository.yaml",
        "scaleproof.dev/revision: set-by-platform-root",
        "scaleproof.dev/revision: production");
    edit("platform/projects/serving.yaml", "    - set-by-platform-root\n", "    - " + url + "\n");
    assertThat(check()).isOne();
    assertThat(problems()).hasSize(2).allMatch(line -> line.contains("set-by-platform-root"));
  }

  @Test
  void toPushAndToCommit() throws IOException {
    edit("serving/gateway/deployment.yaml", "replicas: 2", "replicas: 3");
    commit();
    edit("serving/gateway/deployment.yaml", "replicas: 3", "replicas: 4");
    assertThat(check()).isZero();
    assertThat(out.toString())
        .contains("note: git: 1 files of platform and serving are not committed")
        .contains("push what is missing");
  }

  @Test
  void aRepositoryThatDoesNotAnswer() throws IOException {
    String nowhere = folder.resolve("nowhere.git").toUri().toString();
    edit(Tree.ROOT, url, nowhere);
    git("remote", "set-url", "origin", nowhere);
    assertThat(check()).isOne();
    assertThat(problems()).singleElement().asString().contains("cannot be read from here");
    assertThat(check("--offline")).isZero();
  }

  @Test
  void elsewhereItSaysFromWhereToRun() {
    assertThat(run(folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("no platform/root.yaml here: run from the repository's root\n");
  }

  @Test
  void withoutACommitThereIsNothingToDeliver() throws IOException {
    delete(checkout.resolve(".git"));
    assertThat(check()).isOne();
    assertThat(err.toString().lines()).singleElement().asString().startsWith("fork-check: no git");
  }

  private int check(String... flags) {
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.add(checkout.toString());
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine commandLine = ForkCheck.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  /** What was said, without notes and the sum, with files as seen from the checkout. */
  private List<String> problems() {
    return out.toString()
        .lines()
        .filter(line -> !line.startsWith("note: ") && !line.matches("\\d+ problems?"))
        .map(line -> line.replace(checkout + "/", ""))
        .toList();
  }

  private void edit(String file, String from, String to) throws IOException {
    String before = Files.readString(checkout.resolve(file));
    assertThat(before).contains(from);
    Files.writeString(checkout.resolve(file), before.replace(from, to));
  }

  private void commit() {
    git("add", "--all");
    git(
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.com",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message=test");
  }

  private String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Outcome outcome = Command.run(command, checkout).orElseThrow();
    assertThat(outcome.code()).as(outcome.error()).isZero();
    return outcome.output();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
