package dev.scaleproof.retrieval.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Cuts documents into chunks of whole sentences that fit the model, each beginning with the last
 * sentences of the one before, so that no fact is cut in two. A chunk never spans two sections.
 * Immutable, for any thread.
 */
public final class Chunker {
  private final ToIntFunction<String> tokens;
  private final int size;
  private final int overlap;

  /**
   * Sets the sizes.
   *
   * @param tokens counts those of a text
   * @param size most tokens of a chunk with its heading
   * @param overlap most tokens that a chunk repeats of the one before
   */
  public Chunker(ToIntFunction<String> tokens, int size, int overlap) {
    if (overlap < 0 || size <= 2 * overlap) {
      throw new IllegalArgumentException(
          "size %d, overlap %d: an overlap is less than half of the size".formatted(size, overlap));
    }
    this.tokens = tokens;
    this.size = size;
    this.overlap = overlap;
  }

  /** What has to be the same for the same document to give the same chunks. */
  public String identity() {
    // The 2 rises whenever documents are read or cut in another way: old chunks are then no use.
    return "sentences-2-%d-%d".formatted(size, overlap);
  }

  /** A document's chunks, in its order. */
  public List<Chunk> chunks(Document document) {
    List<Chunk> chunks = new ArrayList<>();
    for (Document.Section section : document.sections()) {
      String heading = heading(document.title(), section.heading());
      pack(heading, sentences(section.text()), chunks);
    }
    return chunks;
  }

  private static String heading(String title, String heading) {
    if (title.isEmpty() || heading.isEmpty() || title.equals(heading)) {
      return title.isEmpty() ? heading : title;
    }
    return title + ": " + heading;
  }

  private void pack(String heading, List<String> sentences, List<Chunk> chunks) {
    int room = Math.max(size - tokens.applyAsInt(heading), size / 2);
    List<String> open = new ArrayList<>();
    int used = 0;
    // How many of `open` the chunk before has already.
    int repeated = 0;
    for (String sentence : sentences) {
      int length = tokens.applyAsInt(sentence);
      if (used + length > room && open.size() > repeated) {
        chunks.add(new Chunk(heading, String.join(" ", open)));
        open = new ArrayList<>(tail(open, Math.min(overlap, room - length)));
        repeated = open.size();
        used = open.stream().mapToInt(tokens).sum();
      }
      open.add(sentence);
      used += length;
    }
    if (open.size() > repeated) {
      chunks.add(new Chunk(heading, String.join(" ", open)));
    }
  }

  private List<String> tail(List<String> sentences, int room) {
    int from = sentences.size();
    int used = 0;
    while (from > 1) {
      used += tokens.applyAsInt(sentences.get(from - 1));
      if (used > room) {
        break;
      }
      from--;
    }
    return sentences.subList(from, sentences.size());
  }

  private List<String> sentences(String text) {
    List<String> sentences = new ArrayList<>();
    for (String paragraph : text.split("\\n\\s*\\n", -1)) {
      BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
      String line = paragraph.replaceAll("\\s+", " ").strip();
      breaks.setText(line);
      int from = breaks.first();
      for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
        String sentence = line.substring(from, to).strip();
        if (!sentence.isEmpty()) {
          addFitting(sentence, sentences);
        }
      }
    }
    return sentences;
  }

  /** A table or a list of names may be one "sentence" of any length, with or without spaces. */
  private void addFitting(String sentence, List<String> sentences) {
    int characters = sentence.codePointCount(0, sentence.length());
    if (tokens.applyAsInt(sentence) <= size / 2 || characters < 2) {
      sentences.add(sentence);
      return;
    }
    int cut = sentence.lastIndexOf(' ', sentence.length() / 2);
    if (cut <= 0) {
      cut = sentence.offsetByCodePoints(0, characters / 2);
    }
    addFitting(sentence.substring(0, cut).strip(), sentences);
    addFitting(sentence.substring(cut).strip(), sentences);
  }
}
