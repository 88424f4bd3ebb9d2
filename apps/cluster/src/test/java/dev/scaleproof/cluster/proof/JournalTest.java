package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.report.RunFigures;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Journal journal = new Journal(Map.of("s0-prometheus", 5.0));

  private void scrape(double t, String pod, double running, double waiting, double cpu) {
    journal.scraped(t, pod, "vllm:num_requests_running", running);
    journal.scraped(t, pod, "vllm:num_requests_waiting", waiting);
    journal.scraped(t, pod, "process_cpu_seconds_total", cpu);
  }

  private List<RunResult.Point> series() {
    return RunFigures.series(journal.samples());
  }

  @Test
  void pointsHaveWhatPrometheusHadThen() {
    journal.desired(0, 1);
    journal.pod(0, "a", true, false);
    journal.note(5);
    journal.note(10);
    journal.note(15);
    // Scrapes come to be known later than what they are about.
    scrape(-2, "a", 0, 0, 3);
    scrape(8, "a", 8, 32, 4);
    scrape(18, "a", 8, 24, 6);
    assertThat(series()).extracting(RunResult.Point::waiting).containsExactly(0, 0, 32, 32);
    // A tenth of a core until 8 s, a fifth of one from then on.
    assertThat(series().get(1).cpuMillicores()).isEqualTo(100);
    assertThat(series().getLast().cpuMillicores()).isEqualTo(200);
    assertThat(journal.samples())
        .filteredOn(Sample.Scrape.class::isInstance)
        .containsExactly(
            new Sample.Scrape(8, "a", 8, 32, null), new Sample.Scrape(18, "a", 8, 24, null));
  }

  @Test
  void aPodServesFromReadyToTheOrderToLeave() {
    journal.desired(0, 1);
    journal.pod(0, "a", true, false);
    journal.desired(10, 2);
    journal.pod(10.1, "b", false, false);
    journal.pod(13.5, "b", true, false);
    journal.desired(60, 1);
    journal.pod(60.1, "b", true, true);
    assertThat(journal.ready()).isEqualTo(1);
    assertThat(journal.present()).isEqualTo(2);
    journal.podGone(75, "b");
    assertThat(journal.present()).isEqualTo(1);
    assertThat(journal.startupSeconds()).isEqualTo(3.4);
    assertThat(RunFigures.replicas(series())).isEqualTo(new RunResult.Replicas(1, 2, 1));
    assertThat(journal.lastChange()).isEqualTo(60);
  }

  @Test
  void theLastTimeThatMoreWasWantedIsKnown() {
    journal.reading(30, "s0-prometheus", List.of(32.0));
    journal.reading(40, "s0-prometheus", List.of(5.0));
    assertThat(journal.lastWanted()).isEqualTo(30);
  }
}
