package dev.scaleproof.retrieval.embed;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;

/**
 * BERT's uncased tokenizer: cleans, lower-cases, strips accents, splits at blanks and punctuation,
 * and cuts words into the longest pieces of the vocabulary. It follows the rules of Hugging Face's
 * {@code BertNormalizer}, {@code BertPreTokenizer} and {@code WordPiece}; tests compare it with
 * that library.
 *
 * <p>In Java because the library is native code that would have to be unpacked at start into a file
 * system that may be read-only. Immutable, for any thread.
 */
final class WordPiece {
  private static final int MAX_CHARS_OF_WORD = 100;
  private static final String CONTINUED = "##";

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int begin;
  private final int end;

  /**
   * Takes a vocabulary.
   *
   * @throws IllegalArgumentException if one of BERT's special tokens is not in it
   */
  WordPiece(Map<String, Integer> vocabulary) {
    this.vocabulary = Map.copyOf(vocabulary);
    unknown = special("[UNK]");
    begin = special("[CLS]");
    end = special("[SEP]");
  }

  private int special(String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no " + token);
    }
    return id;
  }

  /** Ids with begin and end, at most so many; a longer text loses its end. */
  int[] encode(String text, int maxTokens) {
    Ids ids = new Ids(maxTokens - 1);
    ids.add(begin);
    String normal = normalized(text);
    int at = 0;
    while (at < normal.length() && !ids.full()) {
      int point = normal.codePointAt(at);
      int next = at + Character.charCount(point);
      if (isBlank(point)) {
        at = next;
      } else if (isPunctuation(point)) {
        addPieces(normal.substring(at, next), ids);
        at = next;
      } else {
        next = endOfWord(normal, at);
        addPieces(normal.substring(at, next), ids);
        at = next;
      }
    }
    return ids.with(end);
  }

  private static int endOfWord(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (isBlank(point) || isPunctuation(point)) {
        break;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  /** Longest pieces first; a word with a piece that is not in the vocabulary is unknown whole. */
  private void addPieces(String word, Ids ids) {
    if (word.codePointCount(0, word.length()) > MAX_CHARS_OF_WORD) {
      ids.add(unknown);
      return;
    }
    int mark = ids.mark();
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        String piece = word.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : CONTINUED + piece);
        if (id == null) {
          to = word.offsetByCodePoints(to, -1);
        }
      }
      if (id == null) {
        ids.reset(mark);
        ids.add(unknown);
        return;
      }
      ids.add(id);
      from = to;
    }
  }

  private static String normalized(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    boolean ascii = true;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      ascii &= point < 0x80;
      if (isBlank(point)) {
        clean.append(' ');
      } else if (isCjk(point)) {
        clean.append(' ').appendCodePoint(point).append(' ');
      } else if (point != 0xFFFD && !isControl(point)) {
        clean.appendCodePoint(point);
      }
    }
    return ascii ? lowerCase(clean) : lowerCase(withoutAccents(clean));
  }

  private static CharSequence withoutAccents(CharSequence text) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    StringBuilder bare = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    return bare;
  }

  /** Character by character, unlike {@link String#toLowerCase()}, which looks at neighbours. */
  private static String lowerCase(CharSequence text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().forEach(point -> lower.appendCodePoint(Character.toLowerCase(point)));
    return lower.toString();
  }

  private static boolean isControl(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static boolean isBlank(int point) {
    return switch (Character.getType(point)) {
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> point == '\t' || point == '\n' || point == '\r';
    };
  }

  private static boolean isPunctuation(int point) {
    if (point < 0x80) {
      return point > ' '
          && point < 0x7F
          && !(point >= '0' && point <= '9')
          && !(point >= 'A' && point <= 'Z')
          && !(point >= 'a' && point <= 'z');
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isCjk(int point) {
    return (point >= 0x4E00 && point <= 0x9FFF)
        || (point >= 0x3400 && point <= 0x4DBF)
        || (point >= 0x20000 && point <= 0x2A6DF)
        || (point >= 0x2A700 && point <= 0x2B73F)
        || (point >= 0x2B740 && point <= 0x2B81F)
        || (point >= 0x2B920 && point <= 0x2CEAF)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0x2F800 && point <= 0x2FA1F);
  }

  /** Grows up to a limit; what comes after that is dropped. */
  private static final class Ids {
    private final int limit;
    private int[] values = new int[64];
    private int size;

    Ids(int limit) {
      this.limit = limit;
    }

    boolean full() {
      return size >= limit;
    }

    int mark() {
      return size;
    }

    void reset(int mark) {
      size = mark;
    }

    void add(int id) {
      if (full()) {
        return;
      }
      append(id);
    }

    int[] with(int last) {
      append(last);
      return Arrays.copyOf(values, size);
    }

    private void append(int id) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = id;
    }
  }
}
