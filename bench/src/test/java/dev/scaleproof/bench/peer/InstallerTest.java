package dev.scaleproof.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.bench.process.Children;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallerTest {
  @TempDir private Path folder;

  @Test
  void theCacheFollowsTheUsersSetting() {
    assertThat(Installer.defaultCache(Map.of(), "/home/ada"))
        .isEqualTo(Path.of("/home/ada/.cache/scaleproof-bench"));
    assertThat(Installer.defaultCache(Map.of("XDG_CACHE_HOME", ""), "/home/ada"))
        .isEqualTo(Path.of("/home/ada/.cache/scaleproof-bench"));
    assertThat(Installer.defaultCache(Map.of("XDG_CACHE_HOME", "/c"), "/home/ada"))
        .isEqualTo(Path.of("/c/scaleproof-bench"));
  }

  @Test
  void everyVersionHasItsOwnFolder() {
    Source.Python python = new Source.Python("litellm[proxy]", "1.2.3", "litellm");

    assertThat(python.requirement()).isEqualTo("litellm[proxy]==1.2.3");
    assertThat(python.folder()).isEqualTo("litellm-1.2.3");
  }

  @Test
  void aJarThatWasNotBuiltIsMissingAndSaysWhatToDo() throws Exception {
    Path jar = folder.resolve("gateway.jar");
    try (Children children = new Children()) {
      Installer installer = new Installer(folder.resolve("cache"), children, line -> {});
      Peer ours = Peers.all(jar, "1").getFirst();

      assertThat(installer.install(ours))
          .isEqualTo(new Installation.Missing(jar + " is not there: build it with 'make build'"));

      Files.createFile(jar);
      assertThat(installer.install(ours)).isEqualTo(new Installation.Present(jar, "1", Map.of()));
    }
  }
}
