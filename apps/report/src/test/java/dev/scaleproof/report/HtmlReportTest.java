package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private final Story story = Story.told();
  private final String page = HtmlReport.of(story.result(), story.requests());

  @Test
  void needsNothingFromANetwork() {
    assertThat(page).doesNotContain("http://", "https://", "url(", "src=", "<link");
  }

  @Test
  void everyChartIsWellFormedAndHasATitleAndADescription() throws Exception {
    List<String> charts =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(charts).hasSize(5);
    for (String chart : charts) {
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(chart)));
      assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
      assertThat(document.getElementsByTagName("desc").item(0).getTextContent()).contains("KEDA");
    }
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @Test
  void textFromFilesIsEscaped() {
    List<RequestLine> lines = new ArrayList<>(story.kedaRequests());
    lines.add(Story.failed("x", 0, 20, 21, "<script>alert(1)</script>"));
    Story hostile = new Story(lines, story.kedaSamples(), story.cpuRequests(), story.cpuSamples());
    assertThat(HtmlReport.of(hostile.result(), hostile.requests()))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void oneRunAloneIsAPageToo() {
    Result both = story.result();
    Result one =
        new Result("chat", 1, 2.5, both.setting(), both.pace(), List.of(both.runs().getFirst()));
    assertThat(HtmlReport.of(one, Map.of("keda", story.kedaRequests())))
        .contains("KEDA went 1 → 5 → 1 replicas");
  }
}
