package dev.scaleproof.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command line. Exit code 0 if any request succeeded, 1 if the target or a file made that
 * impossible, 2 for flags that do not fit.
 */
@Command(
    name = "load-generator",
    customSynopsis = "load-generator --url=URL [flags]",
    sortOptions = false,
    usageHelpWidth = 100,
    usageHelpAutoWidth = true,
    description =
        "Sends load to an OpenAI-compatible server and reports time to first token, gaps between"
            + " tokens and end-to-end latency, corrected for coordinated omission.")
public final class LoadGenerator implements Callable<Integer> {
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(10);

  @Mixin private Flags flags = new Flags();

  private LoadGenerator() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** As {@link #main}, but returns the exit code. */
  static int run(String... arguments) {
    return new CommandLine(new LoadGenerator())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, new DurationConverter())
        .setParameterExceptionHandler(
            (failure, given) -> complain(CommandLine.ExitCode.USAGE, failure.getMessage()))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof UserException mistake) {
                return complain(mistake.exitCode(), mistake.getMessage());
              }
              if (failure instanceof UncheckedIOException disk) {
                return complain(1, String.valueOf(disk.getMessage()));
              }
              throw failure;
            })
        .execute(arguments);
  }

  private static int complain(int exitCode, @Nullable String message) {
    String line = String.valueOf(message).lines().findFirst().orElse("");
    System.err.println("load-generator: " + line);
    return exitCode;
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadPlan.Builder builder = flags.plan();
    checkWritable("--out", flags.out);
    checkWritable("--records", flags.records);
    Workload workload = builder.build().workload();
    Probe probe = new Probe(flags.plan(), flags.target());
    if (workload instanceof Workload.Plain plain) {
      probe.plain(plain);
    } else {
      builder.model(probe.model(flags.model));
    }
    LoadPlan plan = builder.build();
    try (RecordFile records = flags.records == null ? null : RecordFile.create(flags.records)) {
      Consumer<RequestRecord> each = records == null ? request -> {} : records;
      return report(plan, each);
    } catch (IOException e) {
      throw UserException.target(
          "--records: cannot write " + flags.records + ": " + e.getMessage());
    }
  }

  /** Creates the file, so that a run of an hour does not end in front of a missing folder. */
  private static void checkWritable(String flag, @Nullable Path file) {
    if (file != null) {
      try (var created = Files.newOutputStream(file)) {
        created.flush();
      } catch (IOException e) {
        throw UserException.target(flag + ": cannot write " + file);
      }
    }
  }

  private int report(LoadPlan plan, Consumer<RequestRecord> each) throws InterruptedException {
    System.err.println(describe(plan));
    ProgressLine line = new ProgressLine(System.err, onTerminal());
    CountDownLatch reported = new CountDownLatch(1);
    double cpuBefore = cpuSeconds();
    LoadReport report;
    try (LoadRun run = LoadRun.start(plan, each)) {
      Thread goodbye = new Thread(() -> stopAndWait(run, reported), "goodbye");
      remember(goodbye);
      try {
        while (!run.await(line.interval())) {
          line.show(run.progress());
        }
        line.clear();
        report = run.await();
        double cpu = cpuSeconds() - cpuBefore;
        System.out.print(report.toText());
        System.out.print(generator(report, cpu));
        write(plan, report, cpu);
      } finally {
        reported.countDown();
        forget(goodbye);
      }
    }
    return verdict(report);
  }

  private static int verdict(LoadReport report) {
    LoadReport.Requests requests = report.requests();
    if (requests.succeeded() > 0) {
      return 0;
    }
    if (requests.failed() > 0) {
      return complain(1, "every request failed: " + requests.failures());
    }
    return complain(1, "no request was completed after the warm-up");
  }

  /** At Ctrl-C: a report of what there is, before the JVM goes. */
  private static void stopAndWait(LoadRun run, CountDownLatch reported) {
    run.stop();
    try {
      var unused = reported.await(LONGEST_GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remember(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      throw UserException.target("stopped before the first request");
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and the hook has done its work.
    }
  }

  private void write(LoadPlan plan, LoadReport report, double cpuSeconds) {
    if (flags.out == null) {
      return;
    }
    ObjectNode json = ReportJson.of(report);
    json.set("plan", ReportJson.of(plan));
    ObjectNode generator = json.putObject("generator");
    generator.put("cpuSeconds", cpuSeconds);
    generator.put("eventLoops", plan.eventLoops());
    Path out = flags.out;
    try {
      Files.writeString(out, ReportJson.text(json));
    } catch (IOException e) {
      throw UserException.target("--out: cannot write " + out + ": " + e.getMessage());
    }
  }

  private static String generator(LoadReport report, double cpuSeconds) {
    long chunks = report.output().chunks();
    return String.format(
        Locale.ROOT,
        "%nthis load generator used %.2f s of CPU%s%n",
        cpuSeconds,
        chunks < 100_000
            ? ""
            : String.format(Locale.ROOT, ", %.2f s per million events", cpuSeconds * 1e6 / chunks));
  }

  private static String describe(LoadPlan plan) {
    String what =
        switch (plan.workload()) {
          case Workload.Chat chat -> plan.model() + ", chat" + (chat.stream() ? ", streamed" : "");
          case Workload.Completions completions ->
              plan.model() + ", completions" + (completions.stream() ? ", streamed" : "");
          case Workload.Plain plain -> plain.method() + " " + plain.path();
        };
    String how =
        switch (plan.arrivals()) {
          case Arrivals.ClosedLoop loop -> loop.users() + " users";
          case Arrivals.OpenLoop loop ->
              loop.ratePerSecond()
                  + " requests/s, "
                  + loop.spacing().name().toLowerCase(Locale.ROOT);
          case Arrivals.Replay replay -> replay.trace().size() + " requests of a trace";
        };
    return plan.target() + "  " + what + "  " + how;
  }

  // JDK 25 gives null again where there is no terminal, unlike 22 to 24.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(used -> used.toNanos() / 1e9)
        .orElse(0.0);
  }
}
