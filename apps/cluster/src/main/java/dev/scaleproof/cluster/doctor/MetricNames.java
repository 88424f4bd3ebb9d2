package dev.scaleproof.cluster.doctor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metric names in a PromQL expression, and what a missing one may be called today. */
final class MetricNames {
  private static final Pattern QUOTED =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|`[^`]*`");

  /** Selectors, ranges, and the label lists of aggregations and joins. */
  private static final Pattern LABELS =
      Pattern.compile(
          "\\{[^}]*}|\\[[^]]*]"
              + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\s*\\()(?![\\w:])");
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "or",
          "unless",
          "bool",
          "offset",
          "inf",
          "nan",
          "atan2",
          "by",
          "without",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "start",
          "end");

  /** vLLM's V0 engine to V1, and V1 to V0: https://docs.vllm.ai/en/latest/usage/metrics/. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "vllm:gpu_cache_usage_perc", "vllm:kv_cache_usage_perc",
          "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc",
          "vllm:gpu_prefix_cache_hits_total", "vllm:prefix_cache_hits_total",
          "vllm:gpu_prefix_cache_queries_total", "vllm:prefix_cache_queries_total",
          "vllm:time_per_output_token_seconds", "vllm:inter_token_latency_seconds");

  private MetricNames() {}

  /** In their order in the expression. */
  static Set<String> in(String expression) {
    String bare = LABELS.matcher(QUOTED.matcher(expression).replaceAll("")).replaceAll(" ");
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = NAME.matcher(bare);
    while (matcher.find()) {
      if (!KEYWORDS.contains(matcher.group().toLowerCase(Locale.ROOT))) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  /**
   * Which of the names that are there is most likely meant; empty if none shares half of its words.
   */
  static Optional<String> closest(String missing, Set<String> there) {
    String renamed = RENAMED.get(missing);
    if (renamed != null && there.contains(renamed)) {
      return Optional.of(renamed);
    }
    return new TreeSet<>(there)
        .stream()
            .filter(candidate -> likeness(missing, candidate) >= 0.5)
            .max(Comparator.comparingDouble(candidate -> likeness(missing, candidate)));
  }

  /** Common words by all words, 0 to 1. */
  private static double likeness(String one, String other) {
    Set<String> words = words(one);
    Set<String> all = words(one);
    all.addAll(words(other));
    words.retainAll(words(other));
    return (double) words.size() / all.size();
  }

  private static Set<String> words(String name) {
    return new LinkedHashSet<>(Arrays.asList(name.split("[:_]", -1)));
  }
}
