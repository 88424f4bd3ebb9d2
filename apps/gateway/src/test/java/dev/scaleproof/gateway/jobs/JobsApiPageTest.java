package dev.scaleproof.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.jobs.JobOutcome;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the API tells a reader to type; without curl, which not every machine has. */
class JobsApiPageTest {

  private static final Path PAGE = Path.of("../../docs/reference/jobs-api.mdx");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String ADDRESS = "http://127.0.0.1:8080";

  /** One command of the page. */
  private record Curl(String path, List<String> headers, String body) {
    static Curl of(String line) {
      List<String> words =
          WORD.matcher(line)
              .results()
              .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
              .toList();
      String path = "";
      String body = "";
      List<String> headers = new ArrayList<>();
      for (int i = 1; i < words.size(); i++) {
        String word = words.get(i);
        if (word.startsWith(ADDRESS)) {
          path = word.substring(ADDRESS.length());
        } else if (word.equals("-H")) {
          headers.addAll(List.of(words.get(++i).split(": ", 2)));
        } else if (word.equals("-d")) {
          body = words.get(++i);
        } else {
          assertThat(word).as(line).isIn("-s", "-sN");
        }
      }
      assertThat(path).as(line).startsWith("/");
      return new Curl(path, headers, body);
    }

    HttpResponse<String> run(TestGateway gateway, String id) throws Exception {
      String target = path.replace("$ID", id);
      String[] lines = headers.toArray(String[]::new);
      return body.isEmpty()
          ? Http.get(gateway, target, lines)
          : Http.post(gateway, target, body, lines);
    }
  }

  @Test
  void everyCommandAnswers(@TempDir Path folder) throws Exception {
    List<Curl> commands =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("curl "))
            .map(Curl::of)
            .toList();
    assertThat(commands).hasSize(4);
    try (TestRedis redis = TestRedis.start(folder);
        TestGateway gateway =
            TestGateway.start(
                "--upstreams",
                "http://127.0.0.1:1",
                "--redis-url",
                redis.url(),
                "--redis-timeout",
                "20s")) {
      redis.worker((job, context) -> new JobOutcome.Done("{\"answer\":\"Yes.\"}"));
      String id = "";
      for (Curl command : commands) {
        HttpResponse<String> answer = command.run(gateway, id);
        assertThat(answer.statusCode()).as(command.toString()).isBetween(200, 202);
        assertThat(answer.body()).isNotBlank();
        if (command.path().equals("/v1/jobs")) {
          id = Http.json(answer).path("id").asText();
        }
      }
    }
  }
}
