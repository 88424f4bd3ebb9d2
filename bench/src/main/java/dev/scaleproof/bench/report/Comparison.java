package dev.scaleproof.bench.report;

import dev.scaleproof.bench.measure.Result;
import java.util.List;
import java.util.Map;

/**
 * Everything that one run of the program found.
 *
 * @param options the run's flags, for whoever wants to repeat it
 * @param versions of all that took part, by name
 * @param skipped what did not take part, and why
 */
public record Comparison(
    Machine machine,
    String options,
    Map<String, String> versions,
    Map<String, String> skipped,
    List<Section> sections) {

  /**
   * Scenarios with the same targets.
   *
   * @param ours the target that ratios relate to
   */
  public record Section(String title, String ours, List<Result> results) {}
}
