package dev.scaleproof.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads what the real Kubernetes and KEDA code answered; see vectors/README.md for the format. */
public final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** Runs every line of a file and requires each to agree. */
  public static void all(String file, Function<JsonNode, List<String>> differences) {
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (JsonNode vector : read(file)) {
      lines++;
      List<String> found = differences.apply(vector);
      if (!found.isEmpty()) {
        wrong.add(vector.get("id").asText() + ": " + found.getFirst());
      }
    }
    System.out.println(file + ": " + (lines - wrong.size()) + " of " + lines + " vectors agree");
    assertThat(lines).as("lines of %s", file).isEqualTo(expectedLines(file)).isPositive();
    assertThat(wrong).as("%d of %d vectors of %s differ", wrong.size(), lines, file).isEmpty();
  }

  /** The milliseconds of a field as a duration. */
  public static java.time.Duration millis(JsonNode node) {
    return java.time.Duration.ofMillis(node.asLong());
  }

  /** The list of integers in a field. */
  public static List<Long> longs(JsonNode node) {
    List<Long> values = new ArrayList<>();
    node.forEach(value -> values.add(value.asLong()));
    return values;
  }

  private static int expectedLines(String file) {
    try (InputStream in = open("vectors.json")) {
      return JSON.readTree(in).get("files").get(file).get("lines").asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> read(String file) {
    List<JsonNode> vectors = new ArrayList<>();
    try (InputStream in = open(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        vectors.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  /** From the folder that the system property {@code vectors} names, else the committed set. */
  private static InputStream open(String file) throws IOException {
    String folder = System.getProperty("vectors");
    if (folder != null) {
      return Files.newInputStream(Path.of(folder, file));
    }
    return Objects.requireNonNull(
        Vectors.class.getResourceAsStream("/vectors/" + file), "no test resource " + file);
  }
}
