package dev.scaleproof.validation.platform;

import static dev.scaleproof.validation.platform.Repository.at;
import static dev.scaleproof.validation.platform.Repository.listAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationsTest {

  private static final String FOLDER = "platform/applications";
  private static final Pattern NUMBERED = Pattern.compile(FOLDER + "/(\\d+)-([a-z-]+)\\.yaml");
  private static final String FROM_ROOT = "set-by-platform-root";
  private static final String WAVE = "argocd.argoproj.io/sync-wave";

  static List<String> files() {
    return Repository.list(FOLDER, ".yaml").stream()
        .filter(file -> NUMBERED.matcher(file).matches())
        .toList();
  }

  @Test
  void everyNumberedFileIsApplied() {
    assertThat(
            listAt(Repository.map(FOLDER + "/kustomization.yaml"), "resources").stream()
                .map(resource -> FOLDER + "/" + resource))
        .containsAll(files());
  }

  @ParameterizedTest
  @MethodSource("files")
  void isCalledAsItsFileAndSyncsInTheWaveOfItsNumber(String file) {
    Matcher name = NUMBERED.matcher(file);
    assertThat(name.matches()).isTrue();
    Map<?, ?> application = Repository.map(file);
    assertThat(at(application, "metadata", "name")).isEqualTo(name.group(2));
    assertThat(at(application, "metadata", "annotations", WAVE)).isEqualTo(name.group(1));
  }

  @ParameterizedTest
  @MethodSource("files")
  void takesTheValuesOfItsChartFromHere(String file) {
    assertThat(listAt(Repository.map(file), "spec", "sources"))
        .filteredOn(source -> ((Map<?, ?>) source).containsKey("chart"))
        .allSatisfy(
            source ->
                assertThat(listAt(source, "helm", "valueFiles"))
                    .isNotEmpty()
                    .allSatisfy(
                        values -> {
                          assertThat(values.toString()).startsWith("$repository/");
                          assertThat(Repository.map(values.toString().replace("$repository/", "")))
                              .isNotEmpty();
                        }));
  }

  @ParameterizedTest
  @MethodSource("files")
  void leavesTheRepositoryToTheOnePlaceThatAForkChanges(String file) {
    assertThat(listAt(Repository.map(file), "spec", "sources"))
        .filteredOn(source -> !((Map<?, ?>) source).containsKey("chart"))
        .isNotEmpty()
        .allSatisfy(
            source -> {
              assertThat(at(source, "repoURL")).isEqualTo(FROM_ROOT);
              assertThat(at(source, "targetRevision")).isEqualTo(FROM_ROOT);
            });
  }

  @Test
  void chartAndImagesOfKedaAreOneRelease() {
    assertThat(at(Repository.map(FOLDER + "/30-keda.yaml"), "spec", "sources", 0, "targetRevision"))
        .isEqualTo(at(Repository.map("platform/keda/values.yaml"), "image", "keda", "tag"));
  }
}
