package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Proof;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.RunBuilder;
import dev.scaleproof.report.RunFigures;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.terminal.Summary;
import dev.scaleproof.report.terminal.View;
import dev.scaleproof.sim.engine.HardwareProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves behind: files, figures, and the verdict.
 *
 * @param ground what the proof found before it changed anything
 */
record ProofReport(
    ProofPlan plan, ProofOptions options, Ground ground, ResultFiles files, View view) {
  private static final String SCALER = "keda";
  private static final double NANOS = 1e9;

  /**
   * Writes the files and prints the outcome; returns the exit status.
   *
   * @param gaveUp why the run ended before the replicas were back; null if they are
   */
  int write(ProofRun run, @Nullable String gaveUp) throws IOException {
    Journal journal = run.journal();
    List<Sample> samples = journal.samples();
    List<RequestLine> requests = journal.requests();
    HardwareProfile profile = HardwareProfile.named(ground.profile());
    Result.Setting setting =
        new Result.Setting(
            options.users(),
            options.requestsPerUser(),
            options.promptTokens(),
            options.maxTokens(),
            profile.name(),
            ground.slots(),
            new Result.StepCost(
                profile.baseNanos() / NANOS,
                profile.perPrefillTokenNanos() / NANOS,
                profile.perSequenceNanos() / NANOS));
    RunResult result =
        new RunBuilder(
                SCALER, plan.file().toString(), setting.stepCost(), ground.slots(), plan.max())
            .result(requests, samples, 0, 0);
    Recording recording = Recording.of(samples, journal.hpaCreated());
    Proof.Twin twin = options.withTwin() ? TwinComparison.of(plan.scaledObject(), recording) : null;
    Proof.ScaleIn scaleIn = scaleIn(recording, journal.steadyRequests());
    List<String> failures =
        new ProofVerdict(plan.start(), plan.max(), plan.end(), options.requests())
            .failures(result, scaleIn, twin, gaveUp);
    Proof proof =
        new Proof(
            ground.kubernetes(),
            ground.scrapeSeconds(),
            SyncTimes.PERIOD,
            options.ttftBound(),
            failures,
            new Reactions(
                    plan.scaledObject(),
                    run.burstStart(),
                    plan.start(),
                    ground.scrapeSeconds(),
                    options.ttftBound())
                .of(samples, requests),
            twin,
            scaleIn);
    Result all = Result.proof("chat", journal.startupSeconds(), setting, result, proof);
    files.writeRun(SCALER, requests, samples);
    files.writeRequests("scale-in", journal.steadyRequests());
    Map<String, List<RequestLine>> lines = Map.of(SCALER, requests);
    Path page = files.writeResult(all, lines);
    Summary.lines(all, lines).forEach(view::line);
    ProofTable.outcome(proof).forEach(view::line);
    view.line("");
    view.line(
        proof.holds()
            ? "The proof holds."
            : "The proof does not hold: " + String.join(" ", failures));
    view.line("Report: " + page);
    return proof.holds() ? 0 : 1;
  }

  private Proof.@Nullable ScaleIn scaleIn(Recording recording, List<RequestLine> steady) {
    if (options.steadyUsers() == 0) {
      return null;
    }
    int across =
        (int)
            steady.stream()
                .filter(
                    line ->
                        recording.changes().stream()
                            .anyMatch(
                                change ->
                                    change.to() < change.from()
                                        && line.sent() <= change.t()
                                        && change.t() <= line.end()))
                .count();
    return new Proof.ScaleIn(options.steadyUsers(), RunFigures.requests(steady), across);
  }
}
