package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Children;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.jobs.RedisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** A real Redis, started as the demo does it. */
record RedisFixture(Children children, RedisServer server, QueueReader reader, JobQueues queues)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static RedisFixture start(Path folder) throws Exception {
    Children children = new Children(folder);
    RedisServer server = RedisServer.start(children, folder);
    QueueReader reader = QueueReader.connect(server.uri(), PATIENCE);
    return new RedisFixture(
        children, server, reader, JobQueues.connect(new RedisSettings(server.url().toString())));
  }

  String submit(String queue) {
    return queues.submit(queue, JobDocument.of("Are you open?"), null).id();
  }

  boolean done(String id) {
    return queues.find(id).orElseThrow().status() == JobStatus.DONE;
  }

  /** Waits for what is to happen soon. */
  static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what).atMost(PATIENCE).until(condition::getAsBoolean);
  }

  @Override
  public void close() {
    queues.close();
    reader.close();
    children.close();
  }
}
