package dev.scaleproof.bench.measure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One scenario's outcome.
 *
 * @param rows in the targets' order
 */
public record Result(String key, String title, List<Figure> figures, List<Row> rows) {

  /**
   * One target's outcome.
   *
   * @param spreads of the rounds in which it could be measured; a figure may be missing
   * @param problem why it could not be measured in at least one round; null if it always could
   */
  public record Row(String target, Map<Figure, Spread> spreads, @Nullable String problem) {}
}
