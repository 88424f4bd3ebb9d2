package dev.scaleproof.bench.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.Job;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobOutcome;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty jobs of this project on request: GET /run/N hands N in and answers when all are done. */
public final class OurJobs implements ConsumerObserver {
  private static final String QUEUE = "bench";

  private final JobQueues queues;
  private final int atOnce;
  private volatile CountDownLatch left = new CountDownLatch(0);

  private OurJobs(JobQueues queues, int atOnce) {
    this.queues = queues;
    this.atOnce = atOnce;
  }

  /** Arguments: port, Redis' address, how many jobs are handed in and run at once. */
  public static void main(String[] arguments) throws IOException {
    int atOnce = Integer.parseInt(arguments[2]);
    RedisSettings redis = new RedisSettings(arguments[1]);
    OurJobs jobs = new OurJobs(JobQueues.connect(redis), atOnce);
    JobConsumer consumer =
        JobConsumer.start(
            redis,
            ConsumerSettings.of(QUEUE, "bench").withConcurrency(atOnce),
            (job, context) ->
                new JobOutcome.Done("{\"answer\":\"" + job.document().question() + "\"}"),
            jobs);
    Runtime.getRuntime().addShutdownHook(new Thread(consumer::close));
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            0);
    server.createContext("/run/", jobs::answer);
    server.start();
    System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void done(Job job, Duration took) {
    left.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int count = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    byte[] body;
    try {
      body = (run(count) + " " + count).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      body = "interrupted".getBytes(UTF_8);
      exchange.sendResponseHeaders(500, body.length);
    }
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private double run(int count) throws InterruptedException {
    long begun = System.nanoTime();
    CountDownLatch all = new CountDownLatch(count);
    left = all;
    AtomicInteger next = new AtomicInteger();
    for (int i = 0; i < atOnce; i++) {
      var unused = Thread.ofVirtual().start(() -> submit(next, count));
    }
    all.await();
    return (System.nanoTime() - begun) / 1e9;
  }

  private void submit(AtomicInteger next, int count) {
    JobDocument document = JobDocument.of("a");
    while (next.getAndIncrement() < count) {
      var unused = queues.submit(QUEUE, document, null);
    }
  }
}
