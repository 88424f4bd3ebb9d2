package dev.scaleproof.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.bench.process.Invocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueuePeersTest {
  @TempDir Path folder;

  @Test
  void eachIsAScriptThatIsToldItsRedisAndItsPort() throws IOException {
    Setting setting = new Setting(4711, URI.create("redis://127.0.0.1:6379/3"), 2, folder);
    Installation.Present program =
        new Installation.Present(Path.of("/opt/interpreter"), "1", Map.of("NODE_PATH", "/opt"));
    for (Peer peer : QueuePeers.all()) {
      Invocation invocation = peer.launch().prepare(program, setting);
      assertThat(invocation.command()).hasSize(2).startsWith("/opt/interpreter");
      assertThat(Path.of(invocation.command().getLast())).isNotEmptyFile().hasParent(folder);
      assertThat(invocation.environment())
          .containsEntry("BENCH_REDIS", "redis://127.0.0.1:6379/3")
          .containsEntry("BENCH_PORT", "4711")
          .containsEntry("BENCH_CORES", "2")
          .containsEntry("BENCH_AT_ONCE", "64")
          .containsEntry("NODE_PATH", "/opt");
    }
  }

  @Test
  void aPackageIsInstalledWithWhatItNeedsBeside() {
    assertThat(new Source.Npm("a", "1.2.3", List.of("b@4.5.6")).requirements())
        .containsExactly("a@1.2.3", "b@4.5.6");
  }
}
