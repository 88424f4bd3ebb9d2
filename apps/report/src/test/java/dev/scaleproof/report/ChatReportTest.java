package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChatReportTest {
  private final Story story = Story.told();
  private final String page = ChatReport.of(story.result(), story.requests());

  @Test
  void needsNothingFromANetwork() {
    assertThat(page).doesNotContain("http://", "https://", "url(", "src=", "<link");
  }

  @Test
  void everyChartIsWellFormedAndHasATitleAndADescription() throws Exception {
    assertThat(Charts.of(page).all())
        .hasSize(5)
        .allSatisfy(chart -> assertThat(Charts.text(chart, "title")).isNotBlank())
        .allSatisfy(chart -> assertThat(Charts.text(chart, "desc")).contains("KEDA"));
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @Test
  void textFromFilesIsEscaped() {
    List<RequestLine> lines = new ArrayList<>(story.kedaRequests());
    lines.add(Story.failed("x", 0, 20, 21, "<script>alert(1)</script>"));
    Story hostile = new Story(lines, story.kedaSamples(), story.cpuRequests(), story.cpuSamples());
    assertThat(ChatReport.of(hostile.result(), hostile.requests()))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void oneRunAloneIsAPageToo() {
    Result both = story.result();
    Result one =
        Result.demo(
            "chat", 1, 2.5, both.setting(), Result.Pace.of(0, 0), List.of(both.runs().getFirst()));
    assertThat(ChatReport.of(one, Map.of("keda", story.kedaRequests())))
        .contains("KEDA went 1 → 5 → 1 replicas");
  }

  @Test
  void aProofHasItsSectionsAndNothingSimulated() throws Exception {
    String proof = ChatReport.of(story.proof(List.of()), Map.of("keda", story.kedaRequests()));
    assertThat(proof)
        .contains("How fast it reacted", "The twin against reality")
        .contains("<td>HPA asks for more</td><td>16.2 s</td><td>25.0 s</td><td>within</td>")
        .contains("<td>31.2 s</td><td>1 → 4</td><td>30.0 s</td><td>1 → 4</td><td>−1.2 s</td>")
        .contains("on Kubernetes v1.36.3 with its own HPA")
        .contains("seconds since the start")
        .contains("2 users kept asking until the replicas were back: 61 requests, 2 on the way")
        .doesNotContain("simulated seconds", "role=\"alert\"", "CPU HPA");
    assertThat(Pattern.compile("<svg").matcher(proof).results()).hasSize(6);
    assertThat(page).contains("simulated seconds").doesNotContain("The twin against reality");
  }

  @Test
  void whatDidNotHoldStandsAtTheTopOnce() {
    String failure = "Replicas went 1 → 4 → 1 & not to the maximum of 5.";
    String proof =
        ChatReport.of(story.proof(List.of(failure)), Map.of("keda", story.kedaRequests()));
    assertThat(proof.split("Replicas went 1 → 4 → 1 &amp; not to the maximum of 5.", -1))
        .hasSize(2);
    assertThat(proof.indexOf("role=\"alert\"")).isBetween(0, proof.indexOf("class=\"tiles\""));
  }
}
