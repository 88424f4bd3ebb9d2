package dev.scaleproof.sim.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What a real vLLM 0.32.0 did; the files are our own recordings. */
final class Recording {
  private Recording() {}

  /** One poll of {@code /metrics}. */
  record Poll(
      double seconds,
      int running,
      int waiting,
      double usage,
      long generationTokens,
      long promptTokens,
      long preemptions,
      long prefixCacheQueries,
      long prefixCacheHits,
      long finished) {}

  static List<String> lines(String file) {
    try (InputStream in = Recording.class.getResourceAsStream("/vllm-reference/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The polls of a series, counted from its first one. */
  static List<Poll> polls(String file) {
    double[][] rows =
        lines(file).stream()
            .skip(1)
            .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble))
            .map(java.util.stream.DoubleStream::toArray)
            .toArray(double[][]::new);
    double[] zero = rows[0];
    return Arrays.stream(rows)
        .map(
            row ->
                new Poll(
                    row[0],
                    (int) row[1],
                    (int) row[2],
                    row[3],
                    (long) (row[4] - zero[4]),
                    (long) (row[5] - zero[5]),
                    (long) (row[6] - zero[6]),
                    (long) (row[7] - zero[7]),
                    (long) (row[8] - zero[8]),
                    (long) (row[9] - zero[9])))
        .toList();
  }

  /** The max_tokens of a series' requests, in the order in which they were sent. */
  static int[] maxTokens(String file) {
    return lines(file).stream()
        .skip(1)
        .mapToInt(line -> Integer.parseInt(line.split(",", -1)[1]))
        .toArray();
  }
}
