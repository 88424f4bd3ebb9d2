package dev.scaleproof.gateway.pool;

import dev.scaleproof.gateway.config.PoolSource;
import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.gateway.pool.AddressLookup.Answer;
import dev.scaleproof.gateway.pool.PoolSpec.DnsName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link Pools} equal to their source. {@link #load} reads it once; {@link #follow} then
 * watches it on two virtual threads until {@link #close}. A file is looked at ten times a second: a
 * stat costs nothing, works on every file system and sees both a rename and the swapped link of a
 * mounted ConfigMap.
 */
public final class PoolDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PoolDirectory.class);
  private static final Duration FILE_PERIOD = Duration.ofMillis(100);

  /** What changes when a file is written or replaced. */
  private record Version(@Nullable Object fileKey, long modifiedNanos, long size) {}

  private final Pools pools;
  private final PoolSource source;
  private final AddressLookup lookup;
  private final Duration dnsRefresh;
  private final List<Thread> threads = new ArrayList<>();

  private List<PoolSpec> specs = List.of();
  private final Map<String, List<ReplicaSpec>> resolved = new HashMap<>();
  private @Nullable Version seen;

  PoolDirectory(Pools pools, PoolSource source, Duration dnsRefresh, AddressLookup lookup) {
    this.pools = pools;
    this.source = source;
    this.dnsRefresh = dnsRefresh;
    this.lookup = lookup;
  }

  /** The directory that the settings ask for. */
  public static PoolDirectory of(Settings settings) {
    ConnectProber prober = new ConnectProber(settings.timeouts().connect());
    Pools pools =
        new Pools(
            name ->
                new Pool(
                    name,
                    settings.limits().held(),
                    settings.limits().outstandingPerReplica(),
                    prober));
    return new PoolDirectory(
        pools, settings.source(), settings.dnsRefresh(), AddressLookup.ofSystem());
  }

  /** The pools. */
  public Pools pools() {
    return pools;
  }

  /**
   * Reads the source for the first time; names are resolved here, so that the first request finds
   * replicas.
   */
  public synchronized void load() throws PoolFileException {
    switch (source) {
      case PoolSource.Upstreams upstreams -> {
        List<ReplicaSpec> replicas = new ArrayList<>();
        for (URI url : upstreams.urls()) {
          replicas.add(new ReplicaSpec(url.getRawAuthority(), url));
        }
        specs = List.of(new PoolSpec("default", List.of(), replicas, null));
      }
      case PoolSource.Dns dns ->
          specs =
              List.of(
                  new PoolSpec(
                      "default", List.of(), List.of(), new DnsName(dns.host(), dns.port())));
      case PoolSource.PoolsFile file -> {
        seen = version(file.path());
        specs = read(file.path());
      }
    }
    resolve();
    pools.update(specs, resolved);
  }

  /** Begins to follow changes. */
  public void follow() {
    if (source instanceof PoolSource.PoolsFile file) {
      every(FILE_PERIOD, () -> reread(file.path()));
    }
    if (!(source instanceof PoolSource.Upstreams)) {
      every(dnsRefresh, this::refreshNames);
    }
  }

  private void every(Duration period, Runnable task) {
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.sleep(period);
                      task.run();
                    }
                  } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** Takes over a new version of the file if there is one and it is good. */
  synchronized void reread(Path path) {
    Version now = version(path);
    if (now == null || now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      specs = read(path);
    } catch (PoolFileException refused) {
      LOG.warn("{} is refused, the pools stay as they are: {}", path, refused.getMessage());
      return;
    }
    resolve();
    pools.update(specs, resolved);
  }

  /** Resolves every name again. */
  synchronized void refreshNames() {
    if (specs.stream().anyMatch(spec -> spec.dns() != null)) {
      resolve();
      pools.update(specs, resolved);
    }
  }

  private void resolve() {
    for (PoolSpec spec : specs) {
      DnsName name = spec.dns();
      if (name == null) {
        continue;
      }
      switch (lookup.lookup(name.host())) {
        case Answer.Addresses found ->
            resolved.put(spec.name(), replicas(found.addresses(), name.port()));
        case Answer.None none -> resolved.put(spec.name(), List.of());
        case Answer.Unavailable failed ->
            LOG.warn("pool {}: {}; the replicas stay as they are", spec.name(), failed.reason());
      }
    }
  }

  private static List<ReplicaSpec> replicas(List<InetAddress> addresses, int port) {
    return addresses.stream()
        .map(InetAddress::getHostAddress)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .map(address -> address.contains(":") ? "[" + address + "]" : address)
        .map(host -> new ReplicaSpec(host + ":" + port, URI.create("http://" + host + ":" + port)))
        .toList();
  }

  private static @Nullable Version version(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Version(
          attributes.fileKey(),
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          attributes.size());
    } catch (IOException goneForNow) {
      return null;
    }
  }

  private static List<PoolSpec> read(Path path) throws PoolFileException {
    try {
      return PoolFile.parse(Files.readString(path));
    } catch (IOException unreadable) {
      throw new PoolFileException("cannot be read: " + unreadable, unreadable);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
