import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a demo's files as a user would and says what in them is not the story that they should tell. */
final class CheckDemo {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> complaints = new ArrayList<>();
  private final Path folder;

  private CheckDemo(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    var check = new CheckDemo(Path.of(arguments[0]));
    check.run();
    check.complaints.forEach(complaint -> System.err.println("  " + complaint));
    System.exit(check.complaints.isEmpty() ? 0 : 1);
  }

  private void run() throws Exception {
    JsonNode result = JSON.readTree(folder.resolve("result.json").toFile());
    JsonNode keda = runOf(result, "keda");
    JsonNode cpu = runOf(result, "cpu-hpa");
    expect(replicas(keda).equals("1 -> 5 -> 1"), "keda replicas are " + replicas(keda));
    expect(replicas(cpu).equals("1 -> 1 -> 1"), "cpu-hpa replicas are " + replicas(cpu));
    expect(
        keda.at("/drainSeconds").asDouble() < cpu.at("/drainSeconds").asDouble(),
        "the queue run did not drain sooner");
    for (JsonNode run : List.of(keda, cpu)) {
      requestsAddUp(run);
    }
    expect(Files.size(folder.resolve("report.html")) > 10_000, "report.html is too small to be one");
  }

  private JsonNode runOf(JsonNode result, String scaler) {
    for (JsonNode run : result.at("/runs")) {
      if (run.at("/scaler").asText().equals(scaler)) {
        return run;
      }
    }
    throw new IllegalStateException("result.json has no run of " + scaler);
  }

  private String replicas(JsonNode run) {
    JsonNode replicas = run.at("/replicas");
    return "%d -> %d -> %d"
        .formatted(
            replicas.at("/start").asInt(),
            replicas.at("/max").asInt(),
            replicas.at("/end").asInt());
  }

  private void requestsAddUp(JsonNode run) throws Exception {
    String scaler = run.at("/scaler").asText();
    JsonNode requests = run.at("/requests");
    long rows = 0;
    long ok = 0;
    for (String line : Files.readAllLines(folder.resolve("requests-" + scaler + ".jsonl"))) {
      JsonNode row = JSON.readTree(line);
      rows++;
      if (row.at("/status").asText().equals("ok")) {
        ok++;
        boolean ordered =
            row.at("/sent").asDouble() <= row.at("/firstToken").asDouble()
                && row.at("/firstToken").asDouble() <= row.at("/end").asDouble();
        expect(ordered, scaler + ": times out of order in " + line);
      }
    }
    expect(rows > 100, scaler + ": only " + rows + " requests");
    expect(rows == requests.at("/sent").asLong(), scaler + ": rows and `sent` differ");
    expect(ok == requests.at("/succeeded").asLong(), scaler + ": ok rows and `succeeded` differ");
    expect(requests.at("/failed").asLong() == 0, scaler + ": failed " + requests.at("/failures"));
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      complaints.add(otherwise);
    }
  }
}
