package dev.scaleproof.demo;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.demo.manifest.ServingManifests;
import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Memory;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.replica.PoolsFile;
import dev.scaleproof.demo.replica.ProcessStarter;
import dev.scaleproof.demo.replica.SparePool;
import dev.scaleproof.demo.run.Autoscaler;
import dev.scaleproof.demo.run.ScalerRun;
import dev.scaleproof.demo.run.WarmUp;
import dev.scaleproof.demo.scrape.MetricsClient;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.RunBuilder;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Seconds;
import dev.scaleproof.report.Words;
import dev.scaleproof.report.terminal.Summary;
import dev.scaleproof.report.terminal.View;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One demo from its manifests to its report. */
final class DemoSession {
  /** Real time within which a child must be ready. */
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  /** More than this are not started ahead, whatever the maximum: later ones join late. */
  private static final int MOST_STARTED_AHEAD = 10;

  /** Real time between two redraws. */
  private static final Duration REDRAW = Duration.ofMillis(250);

  private final DemoOptions.Checked options;
  private final View view;

  DemoSession(DemoOptions.Checked options, View view) {
    this.options = options;
    this.view = view;
  }

  /**
   * The simulator's program.
   *
   * @throws IOException when it has not been built
   */
  static Program simulator() throws IOException {
    return Program.ofModule(Path.of("inference-sim/server"), "inference-sim-server");
  }

  /** Runs the demo; returns the exit status. */
  int run() throws Exception {
    ServingManifests manifests = ServingManifests.read(options.serving(), options.scaledObject());
    DemoPlan plan = DemoPlan.of(options, manifests);
    Program simulator = simulator();
    Program gateway = Program.ofModule(Path.of("apps/gateway"), "gateway");
    ResultFiles files = new ResultFiles(options.out());
    view.line(plan.description());
    try (Children children = new Children(options.out().resolve("logs"));
        MetricsClient client = new MetricsClient()) {
      ProcessStarter starter =
          ProcessStarter.ofSimulators(
              children, simulator, plan.simulatorArguments(), client, READY_TIMEOUT);
      Started started = start(plan, children, simulator, gateway, starter);
      return play(plan, started, starter, client, files);
    }
  }

  /** What was started ahead of the clock. */
  private record Started(
      Duration startup,
      int capacity,
      List<ProcessStarter.Healthy> simulators,
      List<URI> gateways,
      List<PoolsFile> pools) {}

  private Started start(
      DemoPlan plan, Children children, Program simulator, Program gateway, ProcessStarter starter)
      throws ChildException, IOException, InterruptedException {
    // One alone, to see how long a start takes when nothing else does.
    long before = System.nanoTime();
    List<ProcessStarter.Healthy> simulators = new ArrayList<>(starter.startAhead(1));
    Duration startup = Duration.ofNanos(System.nanoTime() - before);
    int capacity = Memory.childrenThatFit(simulator) + 1;
    int wanted = Math.min(plan.processesAhead(MOST_STARTED_AHEAD), capacity);
    view.line(
        String.format(
            Locale.ROOT,
            "A replica's process takes %.1f s to start on this machine; each new replica joins after"
                + " %.1f simulated s.",
            Seconds.of(startup),
            Seconds.of(startup)));
    List<URI> gateways = new ArrayList<>();
    List<PoolsFile> pools = new ArrayList<>();
    List<Child> starting = new ArrayList<>();
    for (Autoscaler autoscaler : plan.autoscalers()) {
      PoolsFile file =
          new PoolsFile(
              options.out().toAbsolutePath().resolve("logs/pools-" + autoscaler.name() + ".yaml"),
              autoscaler.target(),
              plan.model());
      file.writeEmpty();
      pools.add(file);
      starting.add(
          children.start(
              "gateway-" + autoscaler.name(), gateway, plan.gatewayArguments(file.file())));
    }
    simulators.addAll(starter.startAhead(wanted - 1));
    SimulatedClock clock = SimulatedClock.startingNow(System::nanoTime, options.speed());
    for (int i = 0; i < starting.size(); i++) {
      URI front = starting.get(i).awaitReady(READY_TIMEOUT);
      pools.get(i).writeSpares(simulators);
      WarmUp.through(front, plan.model(), simulators.size(), clock);
      pools.get(i).writeEmpty();
      gateways.add(front);
    }
    return new Started(startup, capacity, simulators, gateways, pools);
  }

  private int play(
      DemoPlan plan,
      Started started,
      ProcessStarter starter,
      MetricsClient client,
      ResultFiles files)
      throws Exception {
    EventLoop loop = new EventLoop(SimulatedClock.startingNow(System::nanoTime, options.speed()));
    SparePool pool = new SparePool(loop, starter, started.capacity(), started.simulators());
    ScalerRun.Common common =
        new ScalerRun.Common(
            loop,
            pool,
            client,
            started.startup(),
            plan.manifests().scrapeInterval(),
            plan.manifests().cpuRequestMillicores(),
            plan.burst());
    List<ScalerRun> runs = new ArrayList<>();
    int[] unfinished = {plan.autoscalers().size()};
    for (int i = 0; i < plan.autoscalers().size(); i++) {
      Autoscaler autoscaler = plan.autoscalers().get(i);
      runs.add(
          new ScalerRun(
              common,
              autoscaler,
              started.gateways().get(i),
              started.pools().get(i),
              sample -> tell(autoscaler.name(), sample),
              () -> {
                unfinished[0]--;
                if (unfinished[0] == 0) {
                  loop.stop();
                }
              }));
    }
    try {
      for (ScalerRun run : runs) {
        run.begin(plan.manifests().simulator().replicas());
      }
      Duration redraw = Duration.ofNanos((long) (REDRAW.toNanos() * options.speed()));
      loop.every(redraw, redraw, () -> show(loop, runs));
      loop.at(
          plan.horizon(),
          () -> {
            throw new ChildException(
                "not over after %d simulated s: giving up".formatted(plan.horizon().toSeconds()));
          });
      loop.run();
      show(loop, runs);
      view.end();
    } finally {
      runs.forEach(ScalerRun::close);
    }
    return report(plan, started.startup(), loop, runs, files);
  }

  private void show(EventLoop loop, List<ScalerRun> runs) {
    view.frame(
        loop.now(), StatusTable.lines(loop.now(), runs.stream().map(ScalerRun::status).toList()));
  }

  /** Decisions that change something, and events, are lines that stay. */
  private void tell(String scaler, Sample sample) {
    String text =
        switch (sample) {
          case Sample.Decision decision when decision.rescales() -> Words.decision(decision);
          case Sample.Event event -> event.text();
          default -> "";
        };
    if (!text.isEmpty()) {
      view.line(
          String.format(Locale.ROOT, "%5.0f s  %-7s  %s", sample.t(), Words.scaler(scaler), text));
    }
  }

  private int report(
      DemoPlan plan, Duration startup, EventLoop loop, List<ScalerRun> runs, ResultFiles files)
      throws IOException {
    List<RunResult> results = new ArrayList<>();
    Map<String, List<RequestLine>> requests = new LinkedHashMap<>();
    double simulatorLag = 0;
    int missing = 0;
    for (int i = 0; i < runs.size(); i++) {
      ScalerRun run = runs.get(i);
      Autoscaler autoscaler = plan.autoscalers().get(i);
      files.writeRun(run.scaler(), run.requests(), run.samples());
      requests.put(run.scaler(), run.requests());
      simulatorLag = Math.max(simulatorLag, run.simulatorLag());
      missing += plan.burst().requests() - run.requests().size();
      results.add(
          new RunBuilder(
                  run.scaler(),
                  autoscaler.manifest(),
                  plan.setting().stepCost(),
                  plan.setting().slots(),
                  Math.max(1, autoscaler.maxReplicas()))
              .result(
                  run.requests(),
                  run.samples(),
                  plan.manifests().cpuRequestMillicores(),
                  Seconds.of(run.lateness())));
    }
    Result result =
        Result.demo(
            options.scenario(),
            options.speed(),
            startup.toMillis() / 1000.0,
            plan.setting(),
            Result.Pace.of(Seconds.of(loop.lag()), simulatorLag),
            results);
    Path page = files.writeResult(result, requests);
    Summary.lines(result, requests).forEach(view::line);
    view.line("");
    view.line("Report: " + page);
    return missing == 0 ? 0 : 1;
  }
}
