package dev.scaleproof.bench.peer;

import dev.scaleproof.bench.process.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Job queues beside ours, each by a small program that hands in and works. A setting's upstream is
 * Redis, with a database of each one's own.
 */
public final class QueuePeers {
  /** How many jobs are handed in and run at once, where a queue lets one choose. */
  public static final int AT_ONCE = 64;

  private static final String SCRIPTS = "/dev/scaleproof/bench/queue/";

  private QueuePeers() {}

  /** Without ours, which is no program that has to be found. */
  public static List<Peer> all() {
    return List.of(
        new Peer(
            "bullmq",
            new Source.Npm("bullmq", "6.7.0", List.of("ioredis@5.11.1")),
            (program, setting) -> script(program, setting, "bullmq_jobs.js", program.program())),
        new Peer(
            "celery",
            new Source.Python("celery[redis]", "5.7.0", "python"),
            (program, setting) -> script(program, setting, "celery_jobs.py", program.program())),
        new Peer(
            "rq",
            new Source.Python("rq", "3.0.0", "python"),
            (program, setting) -> script(program, setting, "rq_jobs.py", program.program())));
  }

  private static Invocation script(
      Installation.Present program, Setting setting, String name, Path interpreter)
      throws IOException {
    Path file = setting.folder().resolve(name);
    try (InputStream in = QueuePeers.class.getResourceAsStream(SCRIPTS + name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the jar");
      }
      Files.copy(in, file);
    }
    Map<String, String> environment = new HashMap<>(program.environment());
    environment.put("BENCH_REDIS", setting.upstream().toString());
    environment.put("BENCH_PORT", Integer.toString(setting.port()));
    environment.put("BENCH_CORES", Integer.toString(setting.cores()));
    environment.put("BENCH_AT_ONCE", Integer.toString(AT_ONCE));
    return new Invocation(List.of(interpreter.toString(), file.toString()), environment);
  }
}
