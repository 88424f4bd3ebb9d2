package dev.scaleproof.sim.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The sentences that answers are made of, as tokens. Immutable. */
public final class Sentences {
  /** Read once a process, when they are first needed: no start waits for them. */
  private static final class Loaded {
    private static final int[][] SENTENCES = read(new Vocabulary());
  }

  /** Reads what the first answer would otherwise wait for, the vocabulary with it. */
  public static void load() {
    Objects.requireNonNull(Loaded.SENTENCES);
  }

  private static int[][] read(Vocabulary vocabulary) {
    try (InputStream in = Sentences.class.getResourceAsStream("sentences.txt")) {
      if (in == null) {
        throw new IllegalStateException("sentences.txt is missing");
      }
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // The blank in front belongs to the first word's token, as in running text.
      return all.lines()
          .filter(line -> !line.isBlank())
          .map(line -> vocabulary.encode(" " + line.strip()))
          .toArray(int[][]::new);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  int count() {
    return Loaded.SENTENCES.length;
  }

  int[] get(int index) {
    return Loaded.SENTENCES[index];
  }
}
