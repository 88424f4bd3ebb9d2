package dev.scaleproof.bench;

import dev.scaleproof.bench.measure.Rounds;
import dev.scaleproof.bench.peer.Installer;
import dev.scaleproof.bench.peer.Peer;
import dev.scaleproof.bench.peer.Peers;
import dev.scaleproof.bench.peer.QueuePeers;
import dev.scaleproof.bench.process.ChildException;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.report.Comparison;
import dev.scaleproof.bench.report.Machine;
import dev.scaleproof.bench.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares gateway, simulator and job queue with their peers; see {@code bench/README.md}. */
@Command(
    name = "bench-peers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Compares gateway, simulator and job queue with their peers, side by side.")
public final class PeerComparison implements Callable<Integer> {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Path RESULTS = Path.of("bench/RESULTS.md");
  private static final double QUICK_EFFORT = 0.25;

  enum Part {
    GATEWAY,
    SIMULATOR,
    QUEUE
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description = "only these beside ours: nginx, haproxy, envoy, vllm-router, bullmq, …")
  private List<String> names = List.of();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "only this: gateway, simulator or queue")
  private @Nullable Part only;

  @Option(names = "--rounds", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--quick",
      description = "one short round, to see that everything works; its figures mean little")
  private boolean quick;

  @Option(
      names = "--record",
      description = "put the figures into bench/RESULTS.md; not together with --quick")
  private boolean record;

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      description = "where peers are installed; default: scaleproof-bench in the user's cache")
  private @Nullable Path cache;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "bench/out/peers.json",
      description = "all figures of all rounds; default: ${DEFAULT-VALUE}")
  private Path out;

  @Option(
      names = "--gateway-jar",
      paramLabel = "FILE",
      defaultValue = "apps/gateway/target/gateway-" + VERSION + ".jar",
      description = "default: ${DEFAULT-VALUE}")
  private Path gatewayJar;

  @Option(
      names = "--simulator-jar",
      paramLabel = "FILE",
      defaultValue = "inference-sim/server/target/inference-sim-server-" + VERSION + ".jar",
      description = "default: ${DEFAULT-VALUE}")
  private Path simulatorJar;

  private PeerComparison() {}

  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new PeerComparison());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(
        (exception, ignored) -> {
          System.err.println("bench-peers: " + exception.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (exception, command, ignored) -> {
          System.err.println(
              "bench-peers: "
                  + (exception instanceof ChildException ? exception.getMessage() : exception));
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(commandLine.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Peer> proxies = Peers.all(gatewayJar, VERSION);
    List<Peer> queues = QueuePeers.all();
    checkNames(proxies, queues);
    check(rounds >= 1 && rounds <= 100, "--rounds: 1 to 100");
    check(!(quick && record), "--record: not together with --quick");
    if (!Files.isReadable(Path.of("/proc/self/stat"))) {
      System.err.println("bench-peers: needs Linux: CPU time is read from /proc");
      return CommandLine.ExitCode.SOFTWARE;
    }
    Machine machine = Machine.current(LocalDate.now(ZoneOffset.UTC));
    Progress progress = Progress.onErrorStream();
    Rounds measured = new Rounds(quick ? 1 : rounds, quick ? QUICK_EFFORT : 1, progress::now);
    Map<String, String> versions = new TreeMap<>();
    Map<String, String> skipped = new TreeMap<>();
    List<Comparison.Section> sections = new ArrayList<>();
    try (Children children = new Children()) {
      Installer installer = new Installer(cacheFolder(), children, progress::now);
      if (takesPart(Part.GATEWAY)) {
        sections.add(
            new GatewayComparison(children, installer, progress, versions, skipped)
                .run(chosen(proxies), measured));
      }
      if (takesPart(Part.SIMULATOR)) {
        try {
          sections.add(new SimulatorComparison(children, progress, simulatorJar).run(measured));
          versions.put("inference-sim", VERSION);
        } catch (ChildException e) {
          skipped.put("inference-sim", e.getMessage());
        }
      }
      if (takesPart(Part.QUEUE)) {
        sections.add(
            new QueueComparison(children, installer, progress, versions, skipped)
                .run(chosen(queues), measured, quick ? QUICK_EFFORT : 1));
      }
    }
    progress.done();
    Comparison comparison = new Comparison(machine, options(), versions, skipped, sections);
    System.out.print(Reports.text(comparison));
    Reports.writeJson(comparison, out);
    System.out.println("all rounds: " + out);
    if (record) {
      Reports.record(comparison, RESULTS);
      System.out.println("recorded in " + RESULTS);
    }
    return CommandLine.ExitCode.OK;
  }

  private boolean takesPart(Part part) {
    return only == null || only == part;
  }

  private Path cacheFolder() {
    return cache != null
        ? cache.toAbsolutePath()
        : Installer.defaultCache(System.getenv(), System.getProperty("user.home"));
  }

  private void checkNames(List<Peer> proxies, List<Peer> queues) {
    List<String> known =
        Stream.concat(proxies.stream(), queues.stream()).map(Peer::name).distinct().toList();
    for (String name : names) {
      check(
          known.contains(name),
          "--peers: unknown '" + name + "', known are " + String.join(", ", known));
    }
  }

  /** Ours always takes part: ratios relate to it. */
  private List<Peer> chosen(List<Peer> all) {
    return all.stream()
        .filter(
            peer ->
                names.isEmpty() || peer.name().equals(Peers.OURS) || names.contains(peer.name()))
        .toList();
  }

  private String options() {
    return (quick ? "--quick" : "--rounds " + rounds)
        + (only == null ? "" : " --only " + only.name().toLowerCase(Locale.ROOT))
        + (names.isEmpty() ? "" : " --peers " + String.join(",", names));
  }

  private void check(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
