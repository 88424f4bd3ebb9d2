package dev.scaleproof.demo.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.Job;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.jobs.JobOutcome;
import dev.scaleproof.jobs.RedisSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

/** What a worker's process must do, and no more: take jobs and ask the model for each. */
public final class TinyWorker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI model;

  private TinyWorker(URI model) {
    this.model = model.resolve("/v1/chat/completions");
  }

  public static void main(String[] args) throws Exception {
    TinyWorker worker = new TinyWorker(URI.create(variable("MODEL_URL")));
    JobConsumer consumer =
        JobConsumer.start(
            new RedisSettings(variable("REDIS_URL")),
            ConsumerSettings.of(variable("QUEUE"), variable("HOSTNAME"))
                .withConcurrency(Integer.parseInt(variable("CONCURRENCY")))
                .withLease(Duration.ofSeconds(Long.parseLong(variable("LEASE_SECONDS")))),
            (job, context) -> worker.ask(job),
            new ConsumerObserver() {});
    Runtime.getRuntime().addShutdownHook(new Thread(consumer::close));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static String variable(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }

  private JobOutcome ask(Job job) throws Exception {
    ObjectNode body = JSON.createObjectNode();
    body.put("max_tokens", job.document().maxTokens().orElse(1));
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", job.document().question());
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(model)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the model answered " + answer.statusCode());
    }
    return new JobOutcome.Done("{}");
  }
}
