package dev.scaleproof.validation.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which metrics a PromQL expression names, and which there are. */
final class MetricNames {

  private static final Pattern STRINGS =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
  private static final Pattern LABELS =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern SELECTORS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:.$])[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
  private static final Set<String> OPERATORS =
      Set.of(
          "and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "inf", "nan");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern GATEWAY = Pattern.compile("\"(gateway(?:\\.[a-z]+)+)\"");

  private MetricNames() {}

  /**
   * The metrics that an expression names. Strings go first, so that a brace in a regex is no end.
   */
  static Set<String> in(String expression) {
    String bare = STRINGS.matcher(expression).replaceAll("\"\"");
    bare = SELECTORS.matcher(bare).replaceAll(" ");
    bare = LABELS.matcher(bare).replaceAll(" ");
    Set<String> names = new TreeSet<>();
    for (Matcher name = NAME.matcher(bare); name.find(); ) {
      if (!OPERATORS.contains(name.group())) {
        names.add(name.group());
      }
    }
    return names;
  }

  /**
   * Everything that something in the cluster exposes, the recorded series of our rules included.
   */
  static Set<String> known() {
    Set<String> known = new TreeSet<>();
    Stream.of("keda", "kube-state-metrics", "prometheus", "cadvisor", "cost-guard", "job-queue")
        .flatMap(MetricNames::listed)
        .forEach(known::add);
    vllm(known);
    gateway(known);
    for (String file : Rules.files()) {
      Rules.of(file).filter(Rules.Rule::recording).forEach(rule -> known.add(rule.name()));
    }
    return known;
  }

  /** A recording of a real vLLM, the one that the simulator is held against. */
  private static void vllm(Set<String> known) {
    Matcher type =
        TYPE.matcher(
            Repository.text("inference-sim/server/src/test/resources/vllm/metrics-loaded.txt"));
    while (type.find()) {
      known.addAll(series(type.group(1), type.group(2)));
    }
  }

  /**
   * The gateway's own registrations, under the names that Micrometer's Prometheus registry gives
   * them.
   */
  private static void gateway(Set<String> known) {
    Matcher name =
        GATEWAY.matcher(
            Repository.text(
                "apps/gateway/src/main/java/dev/scaleproof/gateway/metrics/GatewayMetrics.java"));
    while (name.find()) {
      String base = name.group(1).replace('.', '_');
      known.add(base);
      known.add(base + "_total");
      known.addAll(series(base + "_seconds", "histogram"));
    }
  }

  private static List<String> series(String name, String type) {
    return type.equals("histogram")
        ? List.of(name + "_bucket", name + "_sum", name + "_count")
        : List.of(name);
  }

  private static Stream<String> listed(String source) {
    try (InputStream in = MetricNames.class.getResourceAsStream("/metrics/" + source + ".txt")) {
      if (in == null) {
        throw new AssertionError("no list of metrics for " + source);
      }
      return new String(in.readAllBytes(), UTF_8).lines().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
