import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    expect(Files.size(folder.resolve("report.html")) > 10_000, "report.html is too small to be one");
    if (result.at("/scenario").asText().equals("rag")) {
      jobs(result);
    } else {
      requests(result);
    }
  }

  /** One worker asleep beside twenty: by how much, is recomputed from the jobs' rows. */
  private void jobs(JsonNode result) throws Exception {
    JsonNode keda = runOf(result, "keda");
    JsonNode cpu = runOf(result, "cpu-hpa");
    JsonNode wide = runOf(result, "keda-x5");
    double kedaDrain = drain(keda);
    double cpuDrain = drain(cpu);
    double wideDrain = drain(wide);
    for (JsonNode run : List.of(keda, wide)) {
      expect(replicas(run).equals("1 -> 20 -> 1"), run.at("/scaler").asText() + " replicas are " + replicas(run));
      expect(run.at("/scaleUp/decisions").asInt() == 1, run.at("/scaler").asText() + " took several decisions");
      expect(run.at("/scaleUp/to").asInt() == 20, run.at("/scaler").asText() + " did not ask for 20 at once");
    }
    expect(replicas(cpu).equals("1 -> 1 -> 1"), "cpu-hpa replicas are " + replicas(cpu));
    expect(keda.at("/boundSeconds").asDouble() == 82.5, "keda's bound is " + keda.at("/boundSeconds"));
    expect(wide.at("/boundSeconds").asDouble() == 16.5, "keda-x5's bound is " + wide.at("/boundSeconds"));
    expect(cpu.at("/aloneSeconds").asDouble() == 1650, "one worker's bound is " + cpu.at("/aloneSeconds"));
    expect(cpuDrain >= 1650, "cpu-hpa drained faster than one worker can: " + cpuDrain);
    expect(cpuDrain / kedaDrain >= 15, "keda is only %.1f times as fast".formatted(cpuDrain / kedaDrain));
    expect(wideDrain < 43, "keda-x5 took %.1f s".formatted(wideDrain));
  }

  /** First job in to last job done, by the rows, which also have to add up. */
  private double drain(JsonNode run) throws Exception {
    String scaler = run.at("/scaler").asText();
    double first = Double.MAX_VALUE;
    double last = 0;
    long rows = 0;
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(folder.resolve("requests-" + scaler + ".jsonl"))) {
      JsonNode row = JSON.readTree(line);
      rows++;
      ids.add(row.at("/id").asText());
      expect(row.at("/status").asText().equals("ok"), scaler + ": not done: " + line);
      boolean ordered =
          row.at("/enqueued").asDouble() <= row.at("/started").asDouble()
              && row.at("/started").asDouble() <= row.at("/finished").asDouble();
      expect(ordered, scaler + ": times out of order in " + line);
      first = Math.min(first, row.at("/enqueued").asDouble());
      last = Math.max(last, row.at("/finished").asDouble());
    }
    expect(rows == 100 && ids.size() == 100, scaler + ": %d rows of %d jobs".formatted(rows, ids.size()));
    expect(rows == run.at("/requests/succeeded").asLong(), scaler + ": rows and `succeeded` differ");
    expect(Math.abs(run.at("/drainSeconds").asDouble() - (last - first)) < 1e-3, scaler + ": drainSeconds is not that of the rows");
    return last - first;
  }

  private void requests(JsonNode result) throws Exception {
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
