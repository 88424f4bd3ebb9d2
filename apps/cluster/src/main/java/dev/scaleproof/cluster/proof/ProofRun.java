package dev.scaleproof.cluster.proof;

import dev.scaleproof.load.LoadRun;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Words;
import dev.scaleproof.report.terminal.View;
import dev.scaleproof.sim.engine.HardwareProfile;
import dev.scaleproof.twin.spec.MetricTarget;
import dev.scaleproof.twin.spec.Trigger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From the first look at the HPA to the last pod that left. One thread owns it; what others see
 * comes through its queue.
 */
final class ProofRun {
  /** The replicas are watched this long before the burst, so that there is something to compare. */
  private static final double LEAD_IN = 15;

  /** An HPA has its first reading one sync after it was made, and KEDA makes it at once. */
  private static final double FIRST_READING = 90;

  /** After a burst that nothing reacted to: a scrape, two syncs and room. */
  private static final double NO_REACTION = 60;

  private static final double OBSERVATION = 5;
  private static final long REDRAW_MILLIS = 250;

  private final ProofPlan plan;
  private final ProofOptions options;
  private final Timeline timeline;
  private final ChatLoad load;
  private final View view;
  private final Journal journal;
  private final BlockingQueue<Consumer<Journal>> queue = new LinkedBlockingQueue<>();
  private final double horizon;
  private double nextObservation;
  private double burstStart = -1;
  private double burstEnd = -1;
  private boolean grew;
  private int failuresTold;
  private Sample.@Nullable Decision told;
  private @Nullable LoadRun burst;
  private @Nullable LoadRun steady;

  ProofRun(
      ProofPlan plan,
      ProofOptions options,
      Ground ground,
      Timeline timeline,
      ChatLoad load,
      View view) {
    this.plan = plan;
    this.options = options;
    this.timeline = timeline;
    this.load = load;
    this.view = view;
    this.journal = new Journal(limits(plan));
    this.horizon = horizon(plan, options, ground);
  }

  private static Map<String, Double> limits(ProofPlan plan) {
    Map<String, Double> limits = new HashMap<>();
    for (Trigger.Prometheus trigger : plan.triggers()) {
      int replicas = trigger.target().kind() == MetricTarget.Kind.AVERAGE_VALUE ? plan.end() : 1;
      limits.put(trigger.metricName(), trigger.target().amount() / 1000.0 * replicas);
    }
    return limits;
  }

  /** Twice what the first replica alone would need, and twice the longest settling. */
  private static double horizon(ProofPlan plan, ProofOptions options, Ground ground) {
    HardwareProfile profile = HardwareProfile.named(ground.profile());
    double answer =
        (options.maxTokens() * (profile.baseNanos() + profile.perSequenceNanos() * ground.slots())
                + (double) options.promptTokens() * profile.perPrefillTokenNanos() * ground.slots())
            / 1e9;
    return 2 * answer * options.requests() / ground.slots() + 2 * seconds(plan.settleTime());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Takes what the observer sees, from any thread. */
  void accept(Consumer<Journal> seen) {
    queue.add(seen);
  }

  Journal journal() {
    return journal;
  }

  /** When the first request was sent; negative before. */
  double burstStart() {
    return burstStart;
  }

  /**
   * Watches until nothing more will happen.
   *
   * @return why it ended before the replicas were back; null if they are
   * @throws NoReadingException when the HPA gets no metric
   */
  @Nullable String play() throws InterruptedException, NoReadingException {
    try {
      while (true) {
        takeIn(REDRAW_MILLIS);
        double now = timeline.now();
        if (now >= nextObservation) {
          nextObservation = now + OBSERVATION;
          journal.note(now);
        }
        tell();
        grew |= journal.ready() > plan.start();
        String ended = step(now);
        view.frame(
            Duration.ofMillis((long) (now * 1000)),
            ProofTable.frame(now, journal, options.requests(), waitingFor(now)));
        if (ended != null) {
          view.end();
          return ended.isEmpty() ? null : ended;
        }
      }
    } finally {
      close(burst);
      close(steady);
      takeIn(0);
    }
  }

  /** Everything that has come, waiting for the first. */
  void takeIn(long millis) throws InterruptedException {
    Consumer<Journal> seen = queue.poll(millis, TimeUnit.MILLISECONDS);
    while (seen != null) {
      seen.accept(journal);
      seen = queue.poll();
    }
  }

  /** One look at where it stands: null to go on, empty when it is over, else why it gives up. */
  private @Nullable String step(double now) throws NoReadingException {
    if (burstStart < 0) {
      if (hasReading() && now >= LEAD_IN) {
        startBurst();
      } else if (now > FIRST_READING) {
        throw new NoReadingException();
      }
      return null;
    }
    if (burstEnd < 0 && journal.requests().size() >= options.requests()) {
      burstEnd = now;
      view.line(line(now, "the burst is over"));
      if (options.steadyUsers() > 0) {
        steady =
            load.start(
                "proof-steady-" + runId(),
                options.steadyUsers(),
                0,
                timeline,
                each -> accept(journal -> journal.steadyRequest(each)));
      }
    }
    if (burstEnd >= 0 && back() && (grew || now - burstEnd > NO_REACTION)) {
      return "";
    }
    double quiet = now - Math.max(burstEnd, journal.lastChange());
    if (burstEnd >= 0 && quiet > seconds(plan.settleTime())) {
      return "It gave up: nothing has changed for %.0f s, with %d replicas asked for and %d pods there."
          .formatted(quiet, journal.desired(), journal.present());
    }
    return now > horizon ? "It gave up after %.0f s: %s.".formatted(now, waitingFor(now)) : null;
  }

  private boolean hasReading() {
    Sample.Decision decision = journal.lastDecision();
    return decision != null
        && decision.metrics().stream().anyMatch(reading -> reading.value() != null);
  }

  private boolean back() {
    return journal.desired() <= plan.end() && journal.present() == journal.desired();
  }

  private void startBurst() {
    burstStart = timeline.now();
    view.line(
        line(
            burstStart,
            "the burst starts: %s × %s"
                .formatted(
                    Words.count(options.users(), "user"),
                    Words.count(options.requestsPerUser(), "request"))));
    burst =
        load.start(
            "proof-" + runId(),
            options.users(),
            options.requestsPerUser(),
            timeline,
            each -> accept(journal -> journal.request(each)));
  }

  private static String runId() {
    return Long.toString(ProcessHandle.current().pid(), 36);
  }

  /** Decisions that change something, and the first failures, are lines that stay. */
  private void tell() {
    Sample.Decision decision = journal.lastDecision();
    if (decision != null && !decision.equals(told)) {
      told = decision;
      if (decision.rescales()) {
        view.line(line(decision.t(), Words.decision(decision)));
      }
    }
    for (String event : journal.newEvents()) {
      view.line(line(timeline.now(), event));
    }
    for (RequestLine failed : journal.failuresFrom(failuresTold)) {
      failuresTold++;
      view.line(line(failed.end(), ProofTable.failure(failed)));
    }
  }

  private static String line(double t, String text) {
    return String.format(Locale.ROOT, "%5.0f s  %s", t, text);
  }

  /** What happens next, for people. */
  private String waitingFor(double now) {
    if (burstStart < 0) {
      return hasReading()
          ? "waiting for the burst's start"
          : "waiting for KEDA's HPA and its first reading";
    }
    if (burstEnd < 0) {
      int left = options.requests() - journal.requests().size();
      return journal.ready() < plan.max()
          ? "waiting for %d ready replicas; %d requests to go".formatted(plan.max(), left)
          : "all %d replicas are ready; %d requests to go".formatted(plan.max(), left);
    }
    if (journal.desired() > plan.end()) {
      double window = seconds(plan.window());
      return journal.lastWanted() < 0
          ? "waiting for the HPA's window of %.0f s".formatted(window)
          : "waiting for the HPA's window of %.0f s: more were last wanted at t = %.0f s, scale-in is due by %.0f s"
              .formatted(
                  window,
                  journal.lastWanted(),
                  Math.max(now, journal.lastWanted() + window + 2 * SyncTimes.PERIOD));
    }
    return journal.present() > journal.desired()
        ? "waiting for %s to end their streams"
            .formatted(Words.count(journal.present() - journal.desired(), "leaving pod"))
        : grew ? "done" : "waiting whether anything reacts";
  }

  private static void close(@Nullable LoadRun run) {
    if (run != null) {
      run.close();
    }
  }

  /** The HPA did not get a metric. */
  static final class NoReadingException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
