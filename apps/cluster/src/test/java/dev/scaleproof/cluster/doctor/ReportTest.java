package dev.scaleproof.cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final List<Finding> FINDINGS =
      List.of(
          Finding.ok("query", "a/b", "x = 1"),
          Finding.problem("paused", "a/b", "it is \"not\"", "do this"),
          Finding.note("series", "a/b", "0 replicas", ""));

  @Test
  void theCommandStandsUnderItsProblem() {
    assertThat(Report.text(FINDINGS))
        .containsExactly(
            "ok       query  a/b: x = 1",
            "problem  paused  a/b: it is \"not\"",
            "         -> do this",
            "note     series  a/b: 0 replicas",
            "",
            "1 problem.");
  }

  @Test
  void scriptsGetTheSame() throws Exception {
    JsonNode root = new ObjectMapper().readTree(Report.json(FINDINGS));

    assertThat(root.path("problems").asInt()).isEqualTo(1);
    assertThat(root.path("findings")).hasSize(3);
    JsonNode problem = root.path("findings").path(1);
    assertThat(problem.path("level").asText()).isEqualTo("problem");
    assertThat(problem.path("check").asText()).isEqualTo("paused");
    assertThat(problem.path("subject").asText()).isEqualTo("a/b");
    assertThat(problem.path("evidence").asText()).isEqualTo("it is \"not\"");
    assertThat(problem.path("remedy").asText()).isEqualTo("do this");
  }

  @Test
  void aPartialLookDoesNotSayThatAllIsWell() {
    assertThat(Report.text(List.of(Finding.note(Doctor.RIGHTS, "this user", "may not", ""))))
        .endsWith("Nothing is wrong in what could be looked at.");
  }

  @Test
  void notesAreNoProblems() {
    assertThat(Report.text(List.of(FINDINGS.getLast()))).endsWith("Nothing is wrong.");
  }
}
