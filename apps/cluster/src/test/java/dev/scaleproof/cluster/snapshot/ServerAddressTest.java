package dev.scaleproof.cluster.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://prometheus-operated.monitoring.svc:9090, http, monitoring/prometheus-operated, 9090",
    "http://prometheus-operated.monitoring.svc.cluster.local:9090/, http, monitoring/prometheus-operated, 9090",
    "https://prometheus.monitoring, https, monitoring/prometheus, 443",
    "http://prometheus, http, keda/prometheus, 80"
  })
  void readsServices(String address, String scheme, String service, int port) {
    ServerAddress read = ServerAddress.of(address, "keda").orElseThrow();

    assertThat(read.scheme()).isEqualTo(scheme);
    assertThat(read.id()).isEqualTo(service);
    assertThat(read.port()).isEqualTo(port);
    assertThat(read.path()).isEmpty();
  }

  @Test
  void keepsThePath() {
    assertThat(
            ServerAddress.of("http://p.m.svc:80/select/0/prometheus/", "keda").orElseThrow().path())
        .isEqualTo("/select/0/prometheus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://prometheus.example.com", "prometheus:9090", "http://a b", ""})
  void refusesWhatIsNotInTheCluster(String address) {
    assertThat(ServerAddress.of(address, "keda")).isEmpty();
  }
}
