package dev.scaleproof.bench;

import dev.scaleproof.bench.measure.MeasurementException;
import dev.scaleproof.bench.measure.Result;
import dev.scaleproof.bench.measure.Rounds;
import dev.scaleproof.bench.measure.Target;
import dev.scaleproof.bench.peer.Installation;
import dev.scaleproof.bench.peer.Installer;
import dev.scaleproof.bench.peer.Peer;
import dev.scaleproof.bench.peer.Peers;
import dev.scaleproof.bench.peer.Ports;
import dev.scaleproof.bench.peer.QueuePeers;
import dev.scaleproof.bench.peer.Setting;
import dev.scaleproof.bench.process.Child;
import dev.scaleproof.bench.process.ChildException;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.process.Invocation;
import dev.scaleproof.bench.queue.EmptyJobs;
import dev.scaleproof.bench.queue.OurJobs;
import dev.scaleproof.bench.report.Comparison.Section;
import dev.scaleproof.redis.RedisProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All queues on one Redis that has each write on its disk before it answers. */
final class QueueComparison {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration WARM_UP = Duration.ofSeconds(45);

  private final Children children;
  private final Installer installer;
  private final Progress progress;
  private final Map<String, String> versions;
  private final Map<String, String> skipped;

  /**
   * @param versions gets those of all that take part
   * @param skipped gets those that cannot, and why
   */
  QueueComparison(
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

  Section run(List<Peer> peers, Rounds rounds, double effort)
      throws IOException, InterruptedException {
    int port = Ports.free();
    Child redis = redis(port);
    List<Target> targets = new ArrayList<>();
    targets.add(ours(port));
    for (Peer peer : peers) {
      progress.now("starting " + peer.name());
      try {
        switch (installer.install(peer)) {
          case Installation.Missing missing -> skipped.put(peer.name(), missing.why());
          case Installation.Present present -> {
            targets.add(start(peer, present, port, targets.size()));
            versions.put(peer.name(), present.version());
          }
        }
      } catch (ChildException e) {
        skipped.put(peer.name(), String.valueOf(e.getMessage()));
      }
    }
    EmptyJobs scenario = new EmptyJobs(redis, QueuePeers.AT_ONCE);
    Duration warmUp = Duration.ofMillis(Math.round(WARM_UP.toMillis() * effort));
    for (Target target : List.copyOf(targets)) {
      progress.now("warming up " + target.name());
      try {
        scenario.warmUp(target, warmUp);
      } catch (MeasurementException e) {
        // One that does not even warm up must not cost the figures of all others.
        skipped.put(target.name(), String.valueOf(e.getMessage()));
        versions.remove(target.name());
        children.end(target.process());
        targets.remove(target);
      }
    }
    Result result = rounds.run(scenario, targets);
    targets.forEach(target -> children.end(target.process()));
    children.end(redis);
    return new Section(
        "Job queues on one Redis with appendfsync always", Peers.OURS, List.of(result));
  }

  private Child redis(int port) throws IOException, InterruptedException {
    Path folder = children.newFolder("redis");
    List<String> command = new ArrayList<>();
    command.add(RedisProgram.into(folder).file().toString());
    command.addAll(RedisProgram.flags(port, folder, RedisProgram.DURABLE));
    // A rewrite would be counted for whoever works then.
    command.addAll(List.of("--auto-aof-rewrite-percentage", "0"));
    Child redis = children.start("redis", Invocation.of(command), folder);
    redis.await("listened", PATIENCE, () -> listens(port));
    return redis;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Target ours(int redis) throws IOException, InterruptedException {
    Child child =
        children.start(
            Peers.OURS,
            Invocation.ofClass(
                OurJobs.class,
                Integer.toString(Ports.free()),
                address(redis, 0),
                Integer.toString(QueuePeers.AT_ONCE)),
            children.newFolder(Peers.OURS));
    return new Target(Peers.OURS, URI.create(child.awaitReadyLine(PATIENCE)), child);
  }

  private Target start(Peer peer, Installation.Present present, int redis, int database)
      throws IOException, InterruptedException {
    Setting setting =
        new Setting(
            Ports.free(),
            URI.create(address(redis, database)),
            Runtime.getRuntime().availableProcessors(),
            children.newFolder(peer.name()));
    Child child =
        children.start(peer.name(), peer.launch().prepare(present, setting), setting.folder());
    try {
      return new Target(peer.name(), URI.create(child.awaitReadyLine(PATIENCE)), child);
    } catch (ChildException e) {
      children.end(child);
      throw e;
    }
  }

  private static String address(int port, int database) {
    return "redis://127.0.0.1:" + port + "/" + database;
  }
}
