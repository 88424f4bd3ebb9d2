package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.report.Proof.Reaction;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReactionsTest {
  private static List<Reaction> reactions(List<Sample> samples, List<RequestLine> requests)
      throws IOException {
    return new Reactions(Story.shipped(), Story.BURST, 1, 10, 1).of(samples, requests);
  }

  /** Slow until t = 60 s, but for a few; one straggler later. */
  private static List<RequestLine> requests() {
    List<RequestLine> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double sent = 20 + i * 0.5;
      boolean slow = sent < 60 ? i % 3 > 0 : i == 150;
      lines.add(Story.request(i, sent, slow ? 9 : 0.3));
    }
    return lines;
  }

  @Test
  void eachStepIsTimedFromTheBurst() throws IOException {
    List<Reaction> reactions = reactions(Story.told(), requests());
    assertThat(reactions)
        .extracting(Reaction::afterBurstSeconds)
        .containsExactly(6.4, 10.49, 14.2, 40.0);
    assertThat(reactions)
        .extracting(Reaction::boundSeconds)
        .containsExactly(10.0, 25.0, null, null);
    assertThat(reactions.get(1).arithmetic()).isEqualTo("scrape 10.0 s + HPA sync 15.0 s");
    assertThat(reactions.get(1).cells()).contains("10.5 s", "25.0 s", "within");
  }

  @Test
  void whatDidNotComeIsNotMadeUp() throws IOException {
    List<Sample> samples = new ArrayList<>();
    Story.observe(samples, 0, 1, 1);
    samples.add(new Sample.Metric(30, "s0-prometheus", List.of(5.4)));
    samples.add(Story.status(30.5, 1, 1));
    List<RequestLine> slow = List.of(Story.request(0, 20, 5), Story.request(1, 21, 5));
    assertThat(reactions(samples, slow))
        .extracting(Reaction::afterBurstSeconds)
        .containsOnlyNulls();
    assertThat(reactions(samples, slow).getFirst().cells()).contains("never");
  }
}
