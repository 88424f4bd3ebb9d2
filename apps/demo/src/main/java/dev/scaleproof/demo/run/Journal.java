package dev.scaleproof.demo.run;

import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The raw lines of one run, in the order in which they came. Belongs to the event loop's thread.
 */
final class Journal {
  private final List<Sample> samples = new ArrayList<>();
  private final List<RequestLine> requests = new ArrayList<>();
  private final Consumer<Sample> each;
  private Sample.@Nullable Decision lastDecision;
  private int failed;

  /**
   * An empty journal.
   *
   * @param each hears of every sample as it comes
   */
  Journal(Consumer<Sample> each) {
    this.each = each;
  }

  void add(Sample sample) {
    samples.add(sample);
    if (sample instanceof Sample.Decision decision
        && (lastDecision == null || decision.rescales() || decision.by().equals(Decisions.SYNC))) {
      lastDecision = decision;
    }
    each.accept(sample);
  }

  void add(RequestLine line) {
    requests.add(line);
    failed += line.isOk() ? 0 : 1;
  }

  List<Sample> samples() {
    return samples;
  }

  List<RequestLine> requests() {
    return requests;
  }

  int failed() {
    return failed;
  }

  /** The last one that matters: KEDA's polls do only when they change something. */
  Sample.@Nullable Decision lastDecision() {
    return lastDecision;
  }

  /** Times to first token of the requests that got theirs at {@code since} or later. */
  List<Double> recentTtft(double since) {
    List<Double> recent = new ArrayList<>();
    for (RequestLine line : requests.reversed()) {
      // Lines come in the order in which requests ended: what ended before cannot have begun after.
      if (line.end() < since) {
        break;
      }
      if (line.firstToken() != null && line.firstToken() >= since) {
        recent.add(line.ttft());
      }
    }
    return recent;
  }
}
