package dev.scaleproof.gateway.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.gateway.pool.PoolSpec.DnsName;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolFileTest {

  @Test
  void readsPoolsInOrder() throws PoolFileException {
    List<PoolSpec> pools =
        PoolFile.parse(
            """
            pools:
              - name: vllm-sim
                models: [mistral-7b]
                replicas:
                  - {name: vllm-sim-1, url: "http://127.0.0.1:40001"}
                  - {name: vllm-sim-2, url: "http://sim/"}
              - name: raw-vllm
                models: [big]
                dns: {host: raw-vllm.serving.svc, port: 8000}
              - name: empty
                replicas: []
            """);
    assertThat(pools)
        .containsExactly(
            new PoolSpec(
                "vllm-sim",
                List.of("mistral-7b"),
                List.of(
                    new ReplicaSpec("vllm-sim-1", URI.create("http://127.0.0.1:40001")),
                    new ReplicaSpec("vllm-sim-2", URI.create("http://sim:80"))),
                null),
            new PoolSpec(
                "raw-vllm", List.of("big"), List.of(), new DnsName("raw-vllm.serving.svc", 8000)),
            new PoolSpec("empty", List.of(), List.of(), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                         | the file: must have fields [pools]
          []                                                         | the file: must have fields [pools]
          {}                                                         | pools: must be a list
          {pool: []}                                                 | the file: unknown field 'pool'; known are [pools]
          {pools: []}                                                | pools: there must be at least one pool
          {pools: [3]}                                               | pools[0]: must have fields [dns, models, name, replicas]
          {pools: [{replicas: []}]}                                  | pools[0].name: must be text that is not empty
          {pools: [{name: 'a b', replicas: []}]}                     | pools[0].name: 'a b' may have letters, digits and . _ : - only, 128 at most
          {pools: [{name: a}]}                                       | pools[0]: give either replicas or dns
          {pools: [{name: a, replicas: [], dns: {host: h, port: 1}}]} | pools[0]: give either replicas or dns
          {pools: [{name: a, replicas: [], models: [1]}]}            | pools[0].models[0]: must be text that is not empty, is 1
          {pools: [{name: a, dns: {host: h}}]}                       | pools[0].dns.port: must be a port from 1 to 65535, is null
          {pools: [{name: a, replicas: [{name: r}]}]}                | pools[0].replicas[0].url: must be text that is not empty
          {pools: [{name: a, replicas: [{name: r, url: 'ftp://h'}]}]} | pools[0].replicas[0].url: 'ftp://h' is not a URL like http://127.0.0.1:8000
          {pools: [{name: a, replicas: [{name: r, url: 'http://h/v1'}]}]} | pools[0].replicas[0].url: 'http://h/v1' has more than host and port; requests keep their own path
          {pools: [{name: a, replicas: [{name: r, url: 'http://h'}, {name: r, url: 'http://i'}]}]} | pools[0].replicas[1].name: 'r' is there twice
          {pools: [{name: a, replicas: []}, {name: a, replicas: []}]} | pools: the name 'a' is there twice
          {pools: [{name: a, models: [m], replicas: []}, {name: b, models: [m], replicas: []}]} | pools: the model 'm' is in both 'a' and 'b'
          {pools: [{name: a, models: [b], replicas: []}, {name: b, replicas: []}]} | pools: the model 'b' is in both 'b' and 'a'
          """)
  void refusesMistakesNamingTheField(String text, String message) {
    assertThatThrownBy(() -> PoolFile.parse(text))
        .isInstanceOf(PoolFileException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsNotYamlInOneLine() {
    assertThatThrownBy(() -> PoolFile.parse("pools: [\n  {name: a"))
        .isInstanceOf(PoolFileException.class)
        .hasMessageStartingWith("not YAML: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> PoolFile.parse("pools: []\npools: []"))
        .hasMessageContaining("duplicate key");
    assertThatThrownBy(() -> PoolFile.parse("!!javax.script.ScriptEngineManager []"))
        .isInstanceOf(PoolFileException.class);
  }
}
