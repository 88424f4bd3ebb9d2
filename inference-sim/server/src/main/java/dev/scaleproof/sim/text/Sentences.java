package dev.scaleproof.sim.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The sentences that answers are made of, as tokens. Immutable. */
public final class Sentences {
  private final int[][] sentences;

  public Sentences(Vocabulary vocabulary) {
    try (InputStream in = Sentences.class.getResourceAsStream("sentences.txt")) {
      if (in == null) {
        throw new IllegalStateException("sentences.txt is missing");
      }
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // The blank in front belongs to the first word's token, as in running text.
      sentences =
          all.lines()
              .filter(line -> !line.isBlank())
              .map(line -> vocabulary.encode(" " + line.strip()))
              .toArray(int[][]::new);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  int count() {
    return sentences.length;
  }

  int[] get(int index) {
    return sentences[index];
  }
}
