package dev.scaleproof.bench;

import dev.scaleproof.bench.measure.FirstByte;
import dev.scaleproof.bench.measure.PlainRequests;
import dev.scaleproof.bench.measure.Result;
import dev.scaleproof.bench.measure.Rounds;
import dev.scaleproof.bench.measure.Scenario;
import dev.scaleproof.bench.measure.Streams;
import dev.scaleproof.bench.measure.Target;
import dev.scaleproof.bench.peer.Installation;
import dev.scaleproof.bench.peer.Installer;
import dev.scaleproof.bench.peer.Peer;
import dev.scaleproof.bench.peer.Peers;
import dev.scaleproof.bench.peer.Ports;
import dev.scaleproof.bench.peer.Setting;
import dev.scaleproof.bench.process.Child;
import dev.scaleproof.bench.process.ChildException;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.process.Invocation;
import dev.scaleproof.bench.report.Comparison.Section;
import dev.scaleproof.bench.upstream.BareServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All proxies before the same upstream, which is also measured without any. */
final class GatewayComparison {
  static final String MODEL = "bench";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final Children children;
  private final Installer installer;
  private final Progress progress;
  private final Map<String, String> versions;
  private final Map<String, String> skipped;

  /**
   * @param versions gets those of all that take part
   * @param skipped gets those that cannot, and why
   */
  GatewayComparison(
      Children children,
      Installer installer,
      Progress progress,
      Map<String, String> versions,
      Map<String, String> skipped) {
    this.children = children;
    this.installer = installer;
    this.progress = progress;
    this.versions = versions;
    this.skipped = skipped;
  }

  Section run(List<Peer> peers, Rounds rounds) throws IOException, InterruptedException {
    Child upstream =
        children.start(
            "upstream",
            Invocation.ofClass(
                BareServer.class, "--interval-ms", Long.toString(INTERVAL.toMillis())),
            children.newFolder("upstream"));
    URI uri = URI.create(upstream.awaitReadyLine(PATIENCE));
    List<Target> targets = new ArrayList<>();
    targets.add(new Target("direct (upstream's CPU)", uri, upstream));
    for (Peer peer : peers) {
      progress.now("starting " + peer.name());
      try {
        switch (installer.install(peer)) {
          case Installation.Missing missing -> skipped.put(peer.name(), missing.why());
          case Installation.Present present -> {
            targets.add(start(peer, present, uri));
            versions.put(peer.name(), present.version());
          }
        }
      } catch (ChildException e) {
        skipped.put(peer.name(), e.getMessage());
      }
    }
    List<Result> results = new ArrayList<>();
    for (Scenario scenario :
        List.of(
            new PlainRequests(MODEL, 32, 16),
            new Streams(MODEL, 512, INTERVAL),
            new FirstByte(MODEL, 64, INTERVAL))) {
      results.add(rounds.run(scenario, targets));
    }
    targets.forEach(target -> children.end(target.process()));
    return new Section("Gateways before the same upstream", Peers.OURS, results);
  }

  private Target start(Peer peer, Installation.Present present, URI upstream)
      throws IOException, InterruptedException {
    Setting setting =
        new Setting(
            Ports.free(),
            upstream,
            Runtime.getRuntime().availableProcessors(),
            children.newFolder(peer.name()));
    Child child =
        children.start(peer.name(), peer.launch().prepare(present, setting), setting.folder());
    Target target =
        new Target(peer.name(), URI.create("http://127.0.0.1:" + setting.port()), child);
    try (ChatProbe probe = new ChatProbe(target.uri(), MODEL)) {
      child.await("answered a chat request", PATIENCE, probe::answers);
    } catch (ChildException e) {
      children.end(child);
      throw e;
    }
    return target;
  }
}
