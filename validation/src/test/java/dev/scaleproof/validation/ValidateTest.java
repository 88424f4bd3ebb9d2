package dev.scaleproof.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person types, and reads. */
class ValidateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int validate(String... arguments) {
    CommandLine commandLine = Validate.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void goodManifestsAreCounted() {
    assertThat(validate("--jdk-alone", Fixture.GOOD.folder().toString())).isZero();
    assertThat(out.toString())
        .matches(
            "ok: 1 kustomizations, 8 resources, \\d+ invariants \\(read, not rendered; .*\\)\n");
  }

  @Test
  void aProblemIsOneLineAndCodeOne() {
    Path folder = new Fixture("images-pinned").folder();
    assertThat(validate("--jdk-alone", folder.toString())).isOne();
    assertThat(out.toString().lines())
        .hasSize(2)
        .first()
        .isEqualTo(
            folder
                + "/bad.yaml: Deployment good/bad: spec.template.spec.containers[0].image:"
                + " 'registry.example/bad:latest' may be another image tomorrow; give it a version"
                + " tag or a digest");
    assertThat(out.toString()).contains("1 problem: ");
  }

  @Test
  void aFolderThatIsNotThereIsCodeTwo() {
    assertThat(validate("--jdk-alone", "nowhere")).isEqualTo(2);
    assertThat(err.toString()).startsWith("no folder nowhere\n");
  }

  @Test
  void elsewhereItSaysFromWhereToRun(@TempDir Path elsewhere) throws Exception {
    assertThat(child(elsewhere, "--jdk-alone"))
        .startsWith("2 no serving or platform here: run from the repository's root\n");
  }

  @Test
  void withoutAToolItSaysHowToGetOne(@TempDir Path elsewhere) throws Exception {
    String good = Fixture.GOOD.folder().toAbsolutePath().toString();
    assertThat(child(elsewhere, good))
        .isEqualTo("1 validate: no kubectl or kustomize 5 found: `make testbed` builds one\n");
  }

  /** Exit code and errors of the program in a folder, where no program can be found. */
  private static String child(Path folder, String argument) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Validate.class.getName(),
            argument);
    builder.directory(folder.toFile());
    builder.environment().put("PATH", folder.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }
}
