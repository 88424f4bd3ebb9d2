package dev.scaleproof.jobs.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobQueueProgramTest {
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer gateway;

  /** Answers the first try of every tenth job with 503, as a gateway does whose Redis is away. */
  @BeforeEach
  void serve() throws IOException {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    gateway.createContext("/v1/jobs", this::take);
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
    System.setOut(stdout);
    System.setErr(stderr);
  }

  private void take(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    boolean first = keys.add(key);
    if (body.contains("bad")) {
      answer(exchange, 400, "{\"error\":{\"message\":\"question: is bad\"}}");
    } else if (first && key.endsWith("0")) {
      answer(exchange, 503, "{\"error\":{\"message\":\"Redis is away\"}}");
    } else {
      bodies.add(body);
      answer(exchange, 202, "{\"id\":\"%s\",\"status\":\"queued\"}".formatted(key));
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var stream = exchange.getResponseBody()) {
      stream.write(bytes);
    }
  }

  private String url() {
    return "http://127.0.0.1:" + gateway.getAddress().getPort();
  }

  private String errors() {
    return err.toString(UTF_8).strip();
  }

  @Test
  void eachJobIsHandedInOnceUnderAKeyOfItsOwn() {
    assertThat(JobQueueProgram.run("push", "--url", url(), "-n", "25")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("25 of 25 jobs handed in to " + url());
    assertThat(keys).hasSize(25);
    assertThat(bodies)
        .hasSize(25)
        .containsOnly(
            "{\"question\":\"Do you accept UPI payments?\",\"topK\":4,\"maxTokens\":256}");
  }

  @Test
  void questionQueueAndModelAreTheUsers() {
    assertThat(
            JobQueueProgram.run(
                "push",
                "--url",
                url() + "/",
                "-n",
                "1",
                "--question",
                "a \"b\"",
                "--queue",
                "rush",
                "--model",
                "m",
                "--max-tokens",
                "7"))
        .isZero();
    assertThat(bodies)
        .containsExactly(
            "{\"question\":\"a \\\"b\\\"\",\"model\":\"m\",\"topK\":4,\"maxTokens\":7,\"queue\":\"rush\"}");
  }

  @Test
  void aRefusalIsToldInTheGatewaysWords() {
    assertThat(
            JobQueueProgram.run(
                "push", "--url", url(), "-n", "5", "--parallel", "1", "--question", "bad"))
        .isEqualTo(1);
    assertThat(errors()).isEqualTo("job-queue: 1 failed: 400 question: is bad");
    assertThat(out.toString(UTF_8)).startsWith("0 of 5 jobs");
  }

  @Test
  void aGatewayThatIsNotThere() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String nowhere = "http://127.0.0.1:" + port;
    assertThat(JobQueueProgram.run("push", "--url", nowhere, "-n", "1")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "job-queue: 1 failed: nothing answers at "
                + nowhere
                + "/; start the gateway, or give its address as URL=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "push --url x | --url: want http://HOST[:PORT], not x",
        "push --url ftp://x | --url: want http://HOST[:PORT], not ftp://x",
        "push -n 0 | --count: 1 to 1000000",
        "push -n many | Invalid value for option '--count'",
        "push --parallel 0 | --parallel: 1 to 256",
        "retry | Missing required parameter: 'ID'",
        "dead --redis x | Redis address: want redis://",
        "dead --queue a:b | queue: 1 to 64 letters",
        "bury | Unmatched argument at index 0: 'bury'",
      })
  void flagsThatDoNotFitAreOneLine(String line, String complaint) {
    assertThat(JobQueueProgram.run(line.split(" ", -1))).isEqualTo(2);
    assertThat(errors()).startsWith("job-queue: " + complaint).hasLineCount(1);
  }

  @Test
  void helpNamesWhatThereIsToDo() {
    assertThat(JobQueueProgram.run("--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("push", "dead", "retry");
  }

  @Test
  void nothingToDoIsSaidSo() {
    assertThat(JobQueueProgram.run()).isEqualTo(2);
    assertThat(errors()).isEqualTo("job-queue: say what to do: push, dead or retry");
  }

  @Test
  void aRedisThatIsNotThere() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(JobQueueProgram.run("dead", "--redis", "redis://127.0.0.1:" + port)).isEqualTo(1);
    assertThat(errors())
        .startsWith("job-queue: Redis at 127.0.0.1:" + port + " cannot be reached")
        .hasLineCount(1);
  }
}
