package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a result of jobs says, in sentences that follow from its figures: no sentence is there when
 * its figures are not.
 */
public final class JobsVerdict {
  private static final String CPU = "cpu-hpa";

  /** More events than this are in the raw data only. */
  private static final int MOST_EVENTS = 10;

  private JobsVerdict() {}

  /** One sentence about all runs. */
  public static String headline(JobsResult result) {
    List<String> clauses = new ArrayList<>();
    for (JobsRun run : result.runs()) {
      clauses.add(
          "%s%s %s and %s"
              .formatted(
                  clauses.isEmpty() ? "" : "the ",
                  Words.scaler(run.scaler()),
                  movement(run),
                  outcome(run)));
    }
    String text = String.join("; ", clauses) + ".";
    return text.replace("the KEDA", "KEDA");
  }

  private static String movement(JobsRun run) {
    RunResult.Replicas replicas = run.replicas();
    if (replicas.start() == replicas.max()) {
      return "stayed at " + Words.count(replicas.max(), "replica");
    }
    JobsRun.ScaleUp up = run.scaleUp();
    String how =
        up == null
            ? ""
            : up.decisions() == 1 ? " in one decision" : " in " + up.decisions() + " decisions";
    return "went %d → %d replicas%s".formatted(replicas.start(), replicas.max(), how);
  }

  private static String outcome(JobsRun run) {
    RunResult.Requests jobs = run.requests();
    if (run.drainSeconds() == null) {
      return "ended %d of %d jobs".formatted(jobs.succeeded(), jobs.sent());
    }
    return "did %s in %s"
        .formatted(
            jobs.failed() == 0
                ? "all %d jobs".formatted(jobs.sent())
                : "%d of %d jobs".formatted(jobs.succeeded(), jobs.sent()),
            Words.span(run.drainSeconds()));
  }

  /** What else there is to say, one sentence or two an entry, most important first. */
  public static List<String> findings(JobsResult result) {
    List<String> findings = new ArrayList<>(result.warnings());
    Optional<JobsRun> cpu = result.run(CPU);
    for (JobsRun run : result.runs()) {
      if (cpu.isPresent() && !run.scaler().equals(CPU)) {
        addIfAny(findings, comparison(run, cpu.get()));
      }
    }
    for (JobsRun run : result.runs()) {
      addIfAny(findings, scaleUp(run));
    }
    for (JobsRun run : result.runs()) {
      addIfAny(findings, bound(run));
    }
    for (JobsRun run : result.runs()) {
      addIfAny(findings, asleep(run));
    }
    cpu.map(JobsVerdict::threshold).ifPresent(sentence -> addIfAny(findings, sentence));
    findings.add(accounting(result.runs()));
    for (JobsRun run : result.runs()) {
      addIfAny(findings, late(run));
      run.events().stream()
          .limit(MOST_EVENTS)
          .map(
              event ->
                  "%s at t = %.0f s: %s."
                      .formatted(Words.scaler(run.scaler()), event.t(), event.text()))
          .forEach(findings::add);
    }
    return findings;
  }

  private static void addIfAny(List<String> findings, @Nullable String finding) {
    if (finding != null) {
      findings.add(finding);
    }
  }

  private static @Nullable String comparison(JobsRun run, JobsRun cpu) {
    if (run.drainSeconds() == null || cpu.drainSeconds() == null || run.drainSeconds() <= 0) {
      return null;
    }
    double ratio = cpu.drainSeconds() / run.drainSeconds();
    double most = cpu.aloneSeconds() / run.boundSeconds();
    return "%s took %s as long as under %s%s: %s against %s. No autoscaler could make it more than %s."
        .formatted(
            "Under the CPU HPA the queue",
            Words.times(ratio),
            Words.scaler(run.scaler()),
            run.concurrency() == cpu.concurrency()
                ? ", with the very same workers"
                : ", whose workers have %d jobs at a time".formatted(run.concurrency()),
            Words.span(cpu.drainSeconds()),
            Words.span(run.drainSeconds()),
            Words.times(most));
  }

  private static @Nullable String scaleUp(JobsRun run) {
    JobsRun.ScaleUp up = run.scaleUp();
    if (up == null) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%s asked for %d workers instead of %d when the first job had been in for %.1f s, and %s.",
        Words.scaler(run.scaler()),
        up.to(),
        up.from(),
        up.afterSeconds(),
        up.decisions() == 1
            ? "needed no other decision for more"
            : "decided for more " + up.decisions() + " times");
  }

  private static @Nullable String bound(JobsRun run) {
    if (run.drainSeconds() == null || run.boundSeconds() <= 0) {
      return null;
    }
    return "%s took %s the shortest drain that any autoscaler with this maximum could reach (%s)."
        .formatted(
            Words.scaler(run.scaler()),
            Words.times(run.drainSeconds() / run.boundSeconds()),
            Words.seconds(run.boundSeconds()));
  }

  private static @Nullable String asleep(JobsRun run) {
    Double job = run.jobSeconds().p50();
    return job == null
        ? null
        : String.format(
            Locale.ROOT,
            "%s: a worker used %dm of CPU, %.1f %% of a core, while it had jobs of %s (median) in hand.",
            Words.scaler(run.scaler()),
            run.cpuMillicoresPerReplica(),
            run.cpuMillicoresPerReplica() / 10.0,
            Words.seconds(job));
  }

  private static @Nullable String threshold(JobsRun run) {
    RunResult.CpuScaling cpu = run.cpuScaling();
    if (cpu == null) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "The CPU HPA saw at most %dm in a worker and scales out above %d %% of the request, which is"
            + " %dm in the workers' manifest: with a request below %dm it would have done so.",
        cpu.peakMillicores(),
        cpu.targetPercent(),
        cpu.requestMillicores(),
        cpu.scalesBelowMillicores());
  }

  private static String accounting(List<JobsRun> runs) {
    int sent = runs.stream().mapToInt(run -> run.requests().sent()).sum();
    int failed = runs.stream().mapToInt(run -> run.requests().failed()).sum();
    int repeated = runs.stream().mapToInt(JobsRun::attempts).sum() - sent;
    return "%s %s"
        .formatted(
            failed == 0
                ? "All %d jobs are accounted for; none failed.".formatted(sent)
                : "%d of %d jobs are not done.".formatted(failed, sent),
            repeated > 0
                ? "%s were delivered again.".formatted(repeated)
                : "Each was delivered once.");
  }

  private static @Nullable String late(JobsRun run) {
    return run.lateSeconds() <= 0
        ? null
        : "%s: a worker's process was not ready when its start-up time was over; it joined up to %s late."
            .formatted(Words.scaler(run.scaler()), Words.seconds(run.lateSeconds()));
  }
}
