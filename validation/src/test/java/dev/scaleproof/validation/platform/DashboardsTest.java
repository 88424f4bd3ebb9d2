package dev.scaleproof.validation.platform;

import static dev.scaleproof.validation.platform.Repository.at;
import static dev.scaleproof.validation.platform.Repository.listAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {

  private static final String FOLDER = "platform/monitoring/dashboards";
  private static final String SIDECAR_LABEL = "grafana_dashboard";

  static List<String> files() {
    return Repository.list(FOLDER, ".json");
  }

  @Test
  void everyFileIsLoadedByTheSidecarUnderItsLabel() {
    Map<?, ?> kustomization = Repository.map("platform/monitoring/kustomization.yaml");
    assertThat(
            listAt(kustomization, "configMapGenerator").stream()
                .flatMap(map -> listAt(map, "files").stream())
                .map(file -> "platform/monitoring/" + file))
        .containsExactlyInAnyOrderElementsOf(files());

    Object sidecar = at(values(), "grafana", "sidecar", "dashboards");
    assertThat(at(sidecar, "label")).isEqualTo(SIDECAR_LABEL);
    assertThat(at(kustomization, "generatorOptions", "labels", SIDECAR_LABEL))
        .isEqualTo(at(sidecar, "labelValue"));
  }

  @Test
  void haveAnIdentityOfTheirOwn() {
    Set<Object> ids = new HashSet<>();
    assertThat(files())
        .allSatisfy(file -> assertThat(ids.add(at(Repository.map(file), "uid"))).isTrue());
  }

  @ParameterizedTest
  @MethodSource("files")
  void queriesNameOnlyMetricsThatThereAre(String file) {
    assertThat(queries(Repository.map(file)))
        .isNotEmpty()
        .allSatisfy(query -> assertThat(MetricNames.known()).containsAll(MetricNames.in(query)));
  }

  @ParameterizedTest
  @MethodSource("files")
  void askTheDataSourceThatIsProvisioned(String file) {
    Object uid =
        at(values(), "grafana", "datasources", "datasources.yaml", "datasources", 0, "uid");
    assertThat(panels(Repository.map(file)))
        .filteredOn(panel -> !at(panel, "type").equals("row"))
        .isNotEmpty()
        .allSatisfy(panel -> assertThat(at(panel, "datasource", "uid")).isEqualTo(uid));
  }

  @ParameterizedTest
  @MethodSource("files")
  void haveOneQueryALineSoThatTestRulesFindsThemAll(String file) {
    assertThat(Repository.text(file).lines().filter(line -> line.matches(" *\"expr\": \".*\",?")))
        .hasSameSizeAs(queries(Repository.map(file)));
  }

  @ParameterizedTest
  @MethodSource("files")
  void panelsHaveNumbersOfTheirOwnAndDoNotOverlap(String file) {
    Set<Object> ids = new HashSet<>();
    Set<List<Integer>> cells = new HashSet<>();
    for (Map<?, ?> panel : panels(Repository.map(file))) {
      assertThat(ids.add(at(panel, "id"))).as("id of %s", panel.get("title")).isTrue();
      int x = (int) at(panel, "gridPos", "x");
      int y = (int) at(panel, "gridPos", "y");
      for (int column = x; column < x + (int) at(panel, "gridPos", "w"); column++) {
        for (int row = y; row < y + (int) at(panel, "gridPos", "h"); row++) {
          assertThat(column).isLessThan(24);
          assertThat(cells.add(List.of(column, row)))
              .as("place of %s", panel.get("title"))
              .isTrue();
        }
      }
    }
  }

  private static Map<?, ?> values() {
    return Repository.map("platform/monitoring/values.yaml");
  }

  private static List<Map<?, ?>> panels(Map<?, ?> dashboard) {
    List<Map<?, ?>> panels = new ArrayList<>();
    listAt(dashboard, "panels").forEach(panel -> panels.add((Map<?, ?>) panel));
    return panels;
  }

  /** Of panels and of annotations. */
  private static List<String> queries(Map<?, ?> dashboard) {
    List<String> queries = new ArrayList<>();
    for (Map<?, ?> panel : panels(dashboard)) {
      if (panel.containsKey("targets")) {
        listAt(panel, "targets").forEach(target -> queries.add((String) at(target, "expr")));
      }
    }
    listAt(dashboard, "annotations", "list")
        .forEach(each -> queries.add((String) at(each, "expr")));
    return queries;
  }
}
