package dev.scaleproof.validation.platform;

import static dev.scaleproof.validation.platform.Repository.at;
import static dev.scaleproof.validation.platform.Repository.listAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.platform.Rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        .as("from the one place that a fork changes")
        .matches("\\{\\{ \\$externalLabels\\.runbooks }}/[a-z-]+\\.mdx#[a-z-]+");
    assertThat(alert.body().containsKey("for")).as("%s waits", alert.name()).isTrue();
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
