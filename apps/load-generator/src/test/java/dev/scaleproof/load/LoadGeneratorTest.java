package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LoadGeneratorTest {
  private static final String MODELS = "{\"object\":\"list\",\"data\":[{\"id\":\"mistral-7b\"}]}";

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  private static void serve(ScriptedServer.Request request, ScriptedServer.Wire wire) {
    if (request.path().equals("/v1/models")) {
      wire.json(200, MODELS);
    } else if (request.body().contains("\"stream\":true")) {
      wire.raw(Answers.STREAM_HEAD).raw(Answers.chunk(Answers.stream(3))).raw(Answers.LAST_CHUNK);
    } else {
      wire.json(200, Answers.json(3));
    }
  }

  private String error() {
    return err.toString(UTF_8).strip();
  }

  @Test
  void reportsARunAndWritesItsFiles() throws Exception {
    Path result = folder.resolve("result.json");
    Path records = folder.resolve("records.jsonl");
    try (ScriptedServer server = new ScriptedServer(LoadGeneratorTest::serve)) {
      int exit =
          LoadGenerator.run(
              "--url",
              server.uri().toString(),
              "--users",
              "2",
              "--requests",
              "10",
              "--out",
              result.toString(),
              "--records",
              records.toString());
      assertThat(exit).as(error()).isZero();
    }
    assertThat(out.toString(UTF_8)).contains("10 sent, 10 ok, 0 failed").contains("first token");
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertThat(json.at("/plan/model").asText()).isEqualTo("mistral-7b");
    assertThat(json.at("/requests/succeeded").asInt()).isEqualTo(10);
    assertThat(json.at("/output/tokens").asInt()).isEqualTo(30);
    assertThat(json.at("/ttftSeconds/raw/p99").isNumber()).isTrue();
    assertThat(json.at("/interTokenSeconds/count").asInt()).isEqualTo(20);
    assertThat(Files.readAllLines(records)).hasSize(10);
  }

  @Test
  void replaysATrace() throws Exception {
    Path trace = folder.resolve("trace.jsonl");
    Files.writeString(
        trace,
        """
        {"t": 0, "prompt_tokens": 3, "max_tokens": 11}
        {"t": 0.02, "prompt_tokens": 5, "max_tokens": 12}
        """);
    try (ScriptedServer server = new ScriptedServer(LoadGeneratorTest::serve)) {
      int exit = LoadGenerator.run("--url", server.uri().toString(), "--trace", trace.toString());
      assertThat(exit).as(error()).isZero();
      assertThat(server.seen()).hasSize(3);
      assertThat(server.seen().get(1).body()).contains("\"max_tokens\":11");
      assertThat(server.seen().get(2).body()).contains("\"max_tokens\":12");
    }
  }

  @Test
  void aBrokenTraceNamesFileAndLine() throws Exception {
    Path trace = folder.resolve("trace.jsonl");
    Files.writeString(trace, "{\"t\": 0}\n{\"time\": 1}\n");
    assertThat(LoadGenerator.run("--url", "http://127.0.0.1:1", "--trace", trace.toString()))
        .isEqualTo(2);
    assertThat(error()).startsWith("load-generator: --trace: ").contains("line 2: t: seconds");
  }

  @Test
  void plainModeCountsAnyAnswer() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> wire.raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"))) {
      int exit =
          LoadGenerator.run(
              "--url", server.uri().toString(), "--plain", "GET", "/health", "--requests", "20");
      assertThat(exit).as(error()).isZero();
    }
    assertThat(out.toString(UTF_8)).contains("20 sent, 20 ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --users 0                        | --users: at least 1
          --users x                        | --users
          --rate 0                         | --rate: above 0
          --rate 5 --users 5               | --rate: not together with --users
          --duration 5                     | --duration
          --duration -5s                   | --duration
          --max-tokens 0                   | --max-tokens: at least 1
          --prompt-tokens 0                | --prompt-tokens: at least 1
          --prefixes 2 --prefix-tokens 999 | --prefix-tokens: below
          --prompts /nonexistent           | --prompts: cannot read /nonexistent
          --extra-body {                   | --extra-body: a JSON object
          --plain GET health               | --plain: PATH begins with /
          --timeout 0s                     | --timeout: above zero
          --frobnicate                     | --frobnicate
          """)
  void aWrongFlagIsOneLineThatNamesIt(String flags, String message) {
    String[] arguments = ("--url http://127.0.0.1:1 " + flags).split(" +", -1);
    assertThat(LoadGenerator.run(arguments)).isEqualTo(2);
    assertThat(error()).startsWith("load-generator: ").contains(message).doesNotContain("\n");
  }

  @Test
  void aWrongUrlIsOneLine() {
    assertThat(LoadGenerator.run("--url", "localhost:8080")).isEqualTo(2);
    assertThat(error()).contains("--url: http://host:port").doesNotContain("\n");
  }

  @Test
  void nobodyListening() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(LoadGenerator.run("--url", "http://127.0.0.1:" + port)).isEqualTo(1);
    assertThat(error()).contains("--url: no answer from").contains("refused").doesNotContain("\n");
  }

  @Test
  void anUnknownName() {
    assertThat(LoadGenerator.run("--url", "http://nowhere.invalid:80")).isEqualTo(1);
    assertThat(error()).contains("--url: no address for 'nowhere.invalid'").doesNotContain("\n");
  }

  @Test
  void aMissingKey() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> {
              if ("Bearer sekret".equals(request.headers().get("authorization"))) {
                serve(request, wire);
              } else {
                wire.json(401, "{\"error\":\"Unauthorized\"}");
              }
            })) {
      String url = server.uri().toString();
      assertThat(LoadGenerator.run("--url", url, "--requests", "1")).isEqualTo(1);
      assertThat(error()).contains("--api-key:").contains("401").doesNotContain("\n");
      assertThat(LoadGenerator.run("--url", url, "--requests", "1", "--api-key", "sekret"))
          .isZero();
    }
  }

  @Test
  void anUnknownModel() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> {
              if (request.body().contains("\"nope\"")) {
                wire.json(404, "{\"error\":{\"message\":\"The model `nope` does not exist.\"}}");
              } else {
                serve(request, wire);
              }
            })) {
      String url = server.uri().toString();
      assertThat(LoadGenerator.run("--url", url, "--model", "nope")).isEqualTo(1);
      assertThat(error())
          .contains("--model: 'nope' is not served")
          .contains("lists mistral-7b")
          .doesNotContain("\n");
      assertThat(LoadGenerator.run("--url", url, "--model", "alias", "--requests", "1")).isZero();
    }
  }

  @Test
  void aRunInWhichEverythingFails() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> {
              if (request.path().equals("/v1/models")) {
                wire.json(200, MODELS);
              } else {
                wire.json(500, "{\"error\":{\"message\":\"boom\"}}");
              }
            })) {
      int exit = LoadGenerator.run("--url", server.uri().toString(), "--requests", "3");
      assertThat(exit).isEqualTo(1);
    }
    assertThat(error()).endsWith("every request failed: {http 500=3}");
    assertThat(out.toString(UTF_8)).contains("http 500: 3");
  }

  @Test
  void anUnwritableFileIsKnownBeforeTheRun() throws Exception {
    try (ScriptedServer server = new ScriptedServer(LoadGeneratorTest::serve)) {
      int exit =
          LoadGenerator.run("--url", server.uri().toString(), "--out", "/nonexistent/result.json");
      assertThat(exit).isEqualTo(1);
      assertThat(server.seen()).isEmpty();
    }
    assertThat(error()).contains("--out: cannot write /nonexistent").doesNotContain("\n");
  }
}
