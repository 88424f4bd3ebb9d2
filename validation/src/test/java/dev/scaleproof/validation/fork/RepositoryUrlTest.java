package dev.scaleproof.validation.fork;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://forge.example/team/scaleproof.git",
        "https://forge.example/team/scaleproof",
        "https://person@Forge.Example/team/scaleproof/",
        "git@forge.example:team/scaleproof.git",
        "ssh://git@forge.example/team/scaleproof.git",
      })
  void isTheSamePlaceHoweverItIsWritten(String url) {
    assertThat(RepositoryUrl.of(url))
        .isEqualTo(RepositoryUrl.of("https://forge.example/team/scaleproof"));
  }

  @Test
  void anotherOwnerIsAnotherPlace() {
    assertThat(RepositoryUrl.of("https://forge.example/Team/scaleproof"))
        .isNotEqualTo(RepositoryUrl.of("https://forge.example/team/scaleproof"));
  }
}
