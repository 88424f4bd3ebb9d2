package dev.scaleproof.validation.platform;

import static dev.scaleproof.validation.platform.Repository.at;
import static dev.scaleproof.validation.platform.Repository.listAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.kustomize.KustomizeTool;
import dev.scaleproof.validation.platform.Rules.Rule;
import dev.scaleproof.validation.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  static List<String> files() {
    return Rules.files();
  }

  static Stream<Rule> rules() {
    return Rules.files().stream().flatMap(Rules::of);
  }

  static Stream<Rule> alerts() {
    return Rules.alerts();
  }

  @Test
  void everyFileIsApplied() {
    assertThat(
            listAt(Repository.map("platform/monitoring/kustomization.yaml"), "resources").stream()
                .map(resource -> "platform/monitoring/" + resource))
        .containsAll(Rules.files());
  }

  @ParameterizedTest
  @MethodSource("files")
  void specIsTheLastKeySoThatTestRulesMayCutThere(String file) {
    assertThat(Repository.map(file).keySet().stream().map(String::valueOf))
        .containsExactly("apiVersion", "kind", "metadata", "spec");
    assertThat(Repository.text(file).lines()).containsOnlyOnce("spec:");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void namesOnlyMetricsThatThereAre(Rule rule) {
    assertThat(MetricNames.known()).containsAll(MetricNames.in(rule.expression()));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void saysHowBadWhatAndWhereToReadOn(Rule alert) {
    assertThat(at(alert.body(), "labels", "severity")).isIn("critical", "warning", "info");
    assertThat((String) at(alert.body(), "annotations", "summary")).isNotBlank();
    assertThat((String) at(alert.body(), "annotations", "description")).isNotBlank();
    assertThat((String) at(alert.body(), "annotations", "runbook_url"))
        .as("`repository` is replaced, see platform/monitoring/kustomization.yaml")
        .matches("repository/blob/HEAD/docs/runbooks/[a-z-]+\\.mdx#[a-z-]+");
    assertThat(alert.body().containsKey("for")).as("%s waits", alert.name()).isTrue();
  }

  /** Also with what Argo CD adds to a kustomization before it renders it. */
  @ParameterizedTest
  @Tag("tools")
  @CsvSource({
    "'', https://github.com/your-organization/scaleproof",
    "https://git.example/team/fork.git, https://git.example/team/fork",
    "https://git.example/team/fork, https://git.example/team/fork"
  })
  void linksLeadToTheRepositoryThatItIsAppliedFrom(
      String annotation, String address, @TempDir Path copy) throws Exception {
    copy(Path.of("../platform/monitoring"), copy);
    if (!annotation.isEmpty()) {
      Files.writeString(
          copy.resolve("kustomization.yaml"),
          "commonAnnotations: {scaleproof.dev/repository: '" + annotation + "'}\n",
          StandardOpenOption.APPEND);
    }
    List<String> render =
        new ArrayList<>(KustomizeTool.find(Path.of("../out/testbed/bin")).orElseThrow().command());
    render.add(copy.toString());
    List<String> links =
        Command.run(render)
            .orElseThrow()
            .output()
            .lines()
            .filter(line -> line.contains("runbook_url:"))
            .toList();
    assertThat(links)
        .hasSize((int) alerts().count())
        .allMatch(line -> line.contains(" " + address + "/blob/HEAD/docs/runbooks/"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copied = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void isTestedToFireAndNotTo(Rule alert) {
    List<? extends Map<?, ?>> checks =
        listAt(Repository.map(Rules.testOf(alert.file())), "tests").stream()
            .map(test -> (Map<?, ?>) test)
            .filter(test -> test.containsKey("alert_rule_test"))
            .flatMap(test -> listAt(test, "alert_rule_test").stream())
            .map(check -> (Map<?, ?>) check)
            .filter(check -> alert.name().equals(check.get("alertname")))
            .toList();
    assertThat(checks)
        .as("%s fires", alert.name())
        .anyMatch(check -> check.containsKey("exp_alerts"));
    assertThat(checks)
        .as("%s keeps quiet", alert.name())
        .anyMatch(check -> !check.containsKey("exp_alerts"));
  }
}
