package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a result says, in sentences that follow from its figures: no sentence is there when its
 * figures are not.
 */
public final class Verdict {
  /** Ratios this close to 1 are called the same. */
  private static final double SAME = 0.05;

  /** More events than this are in the raw data only. */
  private static final int MOST_EVENTS = 10;

  /** Requests are grouped by when they were sent, in windows of this many seconds. */
  static final double WINDOW_SECONDS = 15;

  private Verdict() {}

  /** One sentence about all runs. */
  public static String headline(Result result) {
    List<String> clauses = new ArrayList<>();
    for (RunResult run : result.runs()) {
      String drained =
          run.drainSeconds() == null
              ? "sent nothing"
              : run.requests().failed() == 0
                  ? "answered all %d requests in %s"
                      .formatted(run.requests().sent(), Words.seconds(run.drainSeconds()))
                  : "answered %d of %d requests in %s"
                      .formatted(
                          run.requests().succeeded(),
                          run.requests().sent(),
                          Words.seconds(run.drainSeconds()));
      clauses.add(
          "%s %s and %s"
              .formatted(
                  clauses.isEmpty()
                      ? Words.scaler(run.scaler())
                      : "the " + Words.scaler(run.scaler()),
                  movement(run.replicas()),
                  drained));
    }
    return String.join("; ", clauses) + ".";
  }

  private static String movement(RunResult.Replicas replicas) {
    return replicas.start() == replicas.max() && replicas.max() == replicas.end()
        ? "stayed at " + Words.count(replicas.max(), "replica")
        : "went " + Words.path(replicas) + " replicas";
  }

  /** What else there is to say, one sentence or two an entry, most important first. */
  public static List<String> findings(Result result, Map<String, List<RequestLine>> requests) {
    List<String> findings = new ArrayList<>();
    findings.addAll(result.warnings());
    if (result.runs().size() == 2) {
      comparison(result.runs().get(0), result.runs().get(1), findings);
    }
    for (RunResult run : result.runs()) {
      List<RequestLine> lines = requests.getOrDefault(run.scaler(), List.of());
      addIfAny(findings, tooEarly(run, lines));
      addIfAny(findings, recovery(run, lines));
    }
    findings.add(accounting(result.runs()));
    if (result.proof() != null && result.proof().scaleIn() != null) {
      findings.add(scaleIn(result.proof().scaleIn()));
    }
    for (RunResult run : result.runs()) {
      addIfAny(findings, bound(run));
      addIfAny(findings, cpu(run));
      addIfAny(findings, late(run));
      run.events().stream()
          .limit(MOST_EVENTS)
          .map(event -> told(run, event))
          .forEach(findings::add);
    }
    return findings;
  }

  private static void addIfAny(List<String> findings, @Nullable String finding) {
    if (finding != null) {
      findings.add(finding);
    }
  }

  private static void comparison(RunResult one, RunResult other, List<String> findings) {
    addIfAny(
        findings,
        compare("The burst was drained", one.drainSeconds(), other.drainSeconds(), one, other));
    addIfAny(
        findings,
        compare(
            "The first token came (p50)",
            one.ttftSeconds().p50(),
            other.ttftSeconds().p50(),
            one,
            other));
    addIfAny(
        findings,
        compare(
            "The first token came (p95)",
            one.ttftSeconds().p95(),
            other.ttftSeconds().p95(),
            one,
            other));
  }

  private static @Nullable String compare(
      String what, @Nullable Double one, @Nullable Double other, RunResult a, RunResult b) {
    if (one == null || other == null || one <= 0 || other <= 0) {
      return null;
    }
    double ratio = other / one;
    String figures = "%s against %s".formatted(Words.seconds(one), Words.seconds(other));
    String names =
        "%s as under the %s".formatted(Words.scaler(a.scaler()), Words.scaler(b.scaler()));
    if (Math.abs(ratio - 1) <= SAME) {
      return "%s as fast under %s: %s.".formatted(what, names, figures);
    }
    return ratio > 1
        ? "%s %s as fast under %s: %s.".formatted(what, Words.times(ratio), names, figures)
        : "%s only %.2f times as fast under %s: %s.".formatted(what, ratio, names, figures);
  }

  /** Why high percentiles can be bad although replicas came: no autoscaler helps who was first. */
  private static @Nullable String tooEarly(RunResult run, List<RequestLine> lines) {
    for (RunResult.Point point : run.series()) {
      if (point.replicas() > run.replicas().start()) {
        long early = lines.stream().filter(line -> line.sent() < point.t()).count();
        return early == 0
            ? null
            : "%s: %d of %d requests (%.0f %%) had been sent when the first new replica was there, at t = %.0f s."
                .formatted(
                    Words.scaler(run.scaler()),
                    early,
                    lines.size(),
                    100.0 * early / lines.size(),
                    point.t());
      }
    }
    return null;
  }

  /** How the latency of what was sent last compares with the worst; null if nothing can be said. */
  private static @Nullable String recovery(RunResult run, List<RequestLine> lines) {
    List<Window> windows = windows(lines);
    if (windows.size() < 2) {
      return null;
    }
    Window worst = windows.getFirst();
    for (Window window : windows) {
      if (rank(window.p95()) > rank(worst.p95())) {
        worst = window;
      }
    }
    Window last = windows.getLast();
    return "%s: of the requests sent around t = %.0f s, 95 %% had their first token within %s;"
            .formatted(Words.scaler(run.scaler()), worst.middle(), Words.seconds(worst.p95()))
        + " of the last ones, around t = %.0f s, within %s."
            .formatted(last.middle(), Words.seconds(last.p95()));
  }

  private static double rank(@Nullable Double p95) {
    return p95 == null ? Double.POSITIVE_INFINITY : p95;
  }

  /**
   * Requests that were sent within one window.
   *
   * @param middle seconds since the run's start
   * @param p95 time to first token; null where it falls on a failed request
   */
  record Window(double middle, @Nullable Double p95, int requests) {}

  /**
   * The p95 time to first token by when requests were sent; windows without requests are left out.
   */
  static List<Window> windows(List<RequestLine> lines) {
    Map<Long, List<Double>> byWindow = new TreeMap<>();
    for (RequestLine line : lines) {
      byWindow
          .computeIfAbsent((long) Math.floor(line.sent() / WINDOW_SECONDS), w -> new ArrayList<>())
          .add(line.ttft());
    }
    return byWindow.entrySet().stream()
        .map(
            entry ->
                new Window(
                    (entry.getKey() + 0.5) * WINDOW_SECONDS,
                    Percentiles.of(entry.getValue(), 95),
                    entry.getValue().size()))
        .toList();
  }

  private static String accounting(List<RunResult> runs) {
    int sent = runs.stream().mapToInt(run -> run.requests().sent()).sum();
    int failed = runs.stream().mapToInt(run -> run.requests().failed()).sum();
    if (failed == 0) {
      return "All %d requests are accounted for; none failed.".formatted(sent);
    }
    List<String> each = new ArrayList<>();
    for (RunResult run : runs) {
      if (run.requests().failed() > 0) {
        each.add(
            "%d of %d under %s (%s)"
                .formatted(
                    run.requests().failed(),
                    run.requests().sent(),
                    Words.scaler(run.scaler()),
                    Words.failures(run.requests().failures())));
      }
    }
    return "All %d requests are accounted for; failed: %s."
        .formatted(sent, String.join("; ", each));
  }

  private static String scaleIn(Proof.ScaleIn scaleIn) {
    RunResult.Requests requests = scaleIn.requests();
    return "%s kept asking until the replicas were back: %s, %s on the way when replicas were taken away, %s."
        .formatted(
            Words.count(scaleIn.users(), "user"),
            Words.count(requests.sent(), "request"),
            scaleIn.acrossScaleIn(),
            requests.failed() == 0
                ? "none failed"
                : requests.failed() + " failed (" + Words.failures(requests.failures()) + ")");
  }

  private static @Nullable String bound(RunResult run) {
    if (run.drainSeconds() == null || run.boundSeconds() <= 0) {
      return null;
    }
    return "%s took %s the shortest drain that any autoscaler with this maximum could reach (%s)."
        .formatted(
            Words.scaler(run.scaler()),
            Words.times(run.drainSeconds() / run.boundSeconds()),
            Words.seconds(run.boundSeconds()));
  }

  private static @Nullable String cpu(RunResult run) {
    RunResult.CpuScaling cpu = run.cpuScaling();
    if (cpu == null) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "The HPA saw at most %dm of CPU in a replica and scales out above %d %% of the request, which"
            + " is %dm in raw-vllm's manifest: with a request below %dm it would have done so. This is"
            + " the simulator's CPU; a GPU server's is another, and says as little about its queue.",
        cpu.peakMillicores(),
        cpu.targetPercent(),
        cpu.requestMillicores(),
        cpu.scalesBelowMillicores());
  }

  private static String told(RunResult run, Sample.Event event) {
    return String.format(
        Locale.ROOT, "%s at t = %.0f s: %s.", Words.scaler(run.scaler()), event.t(), event.text());
  }

  private static @Nullable String late(RunResult run) {
    return run.lateSeconds() <= 0
        ? null
        : "%s: a replica's process was not ready when its start-up time was over; it joined up to %s late."
            .formatted(Words.scaler(run.scaler()), Words.seconds(run.lateSeconds()));
  }
}
