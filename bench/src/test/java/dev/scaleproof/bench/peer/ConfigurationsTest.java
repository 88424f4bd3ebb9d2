package dev.scaleproof.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {
  private static final Setting SETTING =
      new Setting(41000, URI.create("http://127.0.0.1:42000"), 2, Path.of("/tmp"));

  @Test
  void nginx() {
    assertThat(Configurations.nginx(SETTING))
        .contains("worker_processes 2;")
        .contains("listen 127.0.0.1:41000 ")
        .contains("server 127.0.0.1:42000;")
        .contains("keepalive 1024;")
        .contains("access_log off;")
        .contains("proxy_buffering off;");
  }

  @Test
  void haproxy() {
    assertThat(Configurations.haproxy(SETTING))
        .contains("nbthread 2")
        .contains("bind 127.0.0.1:41000 ")
        .contains("server replica 127.0.0.1:42000")
        .doesNotContain("\n  log");
  }

  @Test
  void envoy() {
    assertThat(Configurations.envoy(SETTING))
        .contains("{address: 127.0.0.1, port_value: 41000}")
        .contains("{address: 127.0.0.1, port_value: 42000}")
        .contains("timeout: 0s")
        .doesNotContain("access_log");
  }

  @Test
  void litellm() {
    assertThat(Configurations.litellm(SETTING))
        .contains("api_base: http://127.0.0.1:42000/v1")
        .contains("model_name: bench");
  }
}
