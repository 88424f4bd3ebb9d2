package dev.scaleproof.gateway.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.gateway.config.PoolSource;
import dev.scaleproof.gateway.pool.AddressLookup.Answer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolDirectoryTest {

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();

  private PoolDirectory directory(PoolSource source) {
    Pools pools = new Pools(name -> new Pool(name, 10, 0, (replica, rest, usable) -> {}));
    return new PoolDirectory(
        pools, source, Duration.ofSeconds(5), host -> Objects.requireNonNull(answers.pollFirst()));
  }

  private static Answer addresses(String... literals) {
    return new Answer.Addresses(List.of(literals).stream().map(InetAddress::ofLiteral).toList());
  }

  private static String one(PoolDirectory directory) {
    return Objects.requireNonNull(directory.pools().first().acquire(null, new SplittableRandom(1)))
        .name();
  }

  @Test
  void listGivesOnePoolForEveryModel() throws PoolFileException {
    PoolDirectory directory =
        directory(
            new PoolSource.Upstreams(
                List.of(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2"))));
    directory.load();
    Pools pools = directory.pools();
    assertThat(pools.oneForAll()).isTrue();
    assertThat(pools.forModel("any")).isSameAs(pools.first());
    assertThat(pools.first().usableReplicas()).isEqualTo(2);
    assertThat(one(directory)).isIn("127.0.0.1:1", "127.0.0.1:2");
  }

  @Test
  void nameIsResolvedAgain() throws PoolFileException {
    PoolDirectory directory = directory(new PoolSource.Dns("sim.svc", 8000));
    answers.add(addresses("10.0.0.2", "10.0.0.1", "10.0.0.2"));
    directory.load();
    Pool pool = directory.pools().first();
    assertThat(pool.listedReplicas()).isEqualTo(2);
    answers.add(new Answer.Unavailable("Temporary failure in name resolution"));
    directory.refreshNames();
    assertThat(pool.listedReplicas()).as("a name server that is away empties nothing").isEqualTo(2);
    answers.add(addresses("fd00::1"));
    directory.refreshNames();
    assertThat(one(directory)).isEqualTo("[fd00:0:0:0:0:0:0:1]:8000");
    answers.add(new Answer.None());
    directory.refreshNames();
    assertThat(pool.listedReplicas()).isZero();
  }

  @Test
  void badFileStopsTheStartAndLaterChangesNothing(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    Files.writeString(file, "pools: [{name: p, replicas: [{name: a, url: 'http://127.0.0.1:1'}]}]");
    PoolDirectory directory = directory(new PoolSource.PoolsFile(file));
    directory.load();
    assertThat(one(directory)).isEqualTo("a");
    Files.writeString(file, "pools: nothing");
    directory.reread(file);
    assertThat(one(directory)).isEqualTo("a");
    Files.delete(file);
    directory.reread(file);
    assertThat(one(directory)).isEqualTo("a");
    Files.writeString(file, "pools: [{name: q, replicas: [{name: b, url: 'http://127.0.0.1:1'}]}]");
    directory.reread(file);
    assertThat(one(directory)).isEqualTo("b");
    Files.writeString(file, "pools: nothing");
    assertThatThrownBy(directory(new PoolSource.PoolsFile(file))::load)
        .hasMessage("pools: must be a list");
  }

  @Test
  void mountedConfigMapThatSwapsItsLinkIsSeen(@TempDir Path folder) throws Exception {
    for (String version : List.of("a", "b")) {
      Path data = Files.createDirectory(folder.resolve("..data-" + version));
      Files.writeString(
          data.resolve("pools.yaml"),
          "pools: [{name: p, replicas: [{name: " + version + ", url: 'http://127.0.0.1:1'}]}]");
    }
    Path data = folder.resolve("..data");
    Files.createSymbolicLink(data, Path.of("..data-a"));
    Path file =
        Files.createSymbolicLink(folder.resolve("pools.yaml"), Path.of("..data", "pools.yaml"));
    PoolDirectory directory = directory(new PoolSource.PoolsFile(file));
    directory.load();
    assertThat(one(directory)).isEqualTo("a");
    Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..data-b"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    directory.reread(file);
    assertThat(one(directory)).isEqualTo("b");
  }

  @Test
  void poolThatLeavesAndComesBackIsTheSame(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    Files.writeString(
        file, "pools: [{name: p, models: [m], replicas: []}, {name: q, replicas: []}]");
    PoolDirectory directory = directory(new PoolSource.PoolsFile(file));
    directory.load();
    Pool before = directory.pools().forModel("m");
    Files.writeString(file, "pools: [{name: r, models: [x], replicas: []}]");
    directory.reread(file);
    assertThat(directory.pools().forModel("m")).isNull();
    Files.writeString(file, "pools: [{name: p, models: [m], replicas: []}]");
    directory.reread(file);
    assertThat(directory.pools().forModel("m")).isSameAs(before);
    assertThat(directory.pools().all()).hasSize(3);
  }
}
