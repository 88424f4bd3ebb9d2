package dev.scaleproof.sim.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingResult;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A real BPE vocabulary of about 50,000 tokens, nearest in size to Mistral's 32,000 of those that
 * jtokkit has and the quickest to load, so that counts are near Mistral's; plus four control
 * tokens. Thread-safe.
 */
public final class Vocabulary {
  /** Ends an answer; has no text. */
  public static final int END_OF_SEQUENCE = 50_256;

  /** Begins every prompt. */
  public static final int BEGIN = 50_281;

  /** Begins a message of a chat. */
  public static final int MESSAGE_START = 50_282;

  /** Ends a message of a chat. */
  public static final int MESSAGE_END = 50_283;

  /** Token ids are below this. */
  public static final int SIZE = 50_284;

  /** No token stands for more characters: a text longer than that times a limit exceeds it. */
  public static final int LONGEST_TOKEN = 66;

  /** In UTF-8; a token is at least a byte. */
  private static final long MOST_BYTES_PER_CHAR = 3;

  private static final byte[] NO_TEXT = {};

  /** Loaded once a process, when it is first needed: it takes as long as the server's start. */
  private static final class Loaded {
    private static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.P50K_BASE);
  }

  private final AtomicReferenceArray<byte[]> bytes = new AtomicReferenceArray<>(SIZE);
  private final AtomicReferenceArray<byte[]> json = new AtomicReferenceArray<>(SIZE);

  /** A text's tokens, or the first of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Encoded(int[] tokens, boolean truncated) {}

  /** The first {@code limit} tokens of a text. */
  public Encoded encode(String text, int limit) {
    if (text.length() * MOST_BYTES_PER_CHAR <= limit) {
      // It cannot be cut, and reading with a limit decodes all that was read to find out.
      return new Encoded(encode(text), false);
    }
    EncodingResult result = Loaded.ENCODING.encodeOrdinary(wellFormed(text), limit);
    return new Encoded(result.getTokens().toArray(), result.isTruncated());
  }

  /** All tokens of a text. */
  public int[] encode(String text) {
    return Loaded.ENCODING.encodeOrdinary(wellFormed(text)).toArray();
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(++i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Half a character, which JSON can hold, is read as one that cannot be shown. */
  private static String wellFormed(String text) {
    return isWhole(text)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The UTF-8 bytes of a token, which may be a part of a character; control tokens have none. */
  public byte[] bytes(int token) {
    byte[] known = bytes.get(token);
    if (known == null) {
      known = decode(token);
      bytes.set(token, known);
    }
    return known;
  }

  /** A token as it stands inside a JSON string, in UTF-8; null if it is not whole characters. */
  public byte @Nullable [] json(int token) {
    byte[] known = json.get(token);
    if (known == null) {
      byte[] raw = bytes(token);
      String text = new String(raw, StandardCharsets.UTF_8);
      if (text.indexOf('\uFFFD') >= 0) {
        return null;
      }
      known = JsonText.escape(text).getBytes(StandardCharsets.UTF_8);
      json.set(token, known);
    }
    return known;
  }

  /** The text of tokens; bytes that are no characters become U+FFFD. */
  public String decode(int[] tokens) {
    int length = 0;
    for (int token : tokens) {
      length += bytes(token).length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (int token : tokens) {
      byte[] some = bytes(token);
      System.arraycopy(some, 0, all, at, some.length);
      at += some.length;
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  /** A token's name, as tokenizers of this kind list it: a blank shows as {@code Ġ}. */
  public String name(int token) {
    return switch (token) {
      case END_OF_SEQUENCE -> "</s>";
      case BEGIN -> "<s>";
      case MESSAGE_START -> "<|im_start|>";
      case MESSAGE_END -> "<|im_end|>";
      default ->
          new String(bytes(token), StandardCharsets.UTF_8).replace(' ', 'Ġ').replace('\n', 'Ċ');
    };
  }

  private byte[] decode(int token) {
    if (token == END_OF_SEQUENCE || token >= BEGIN) {
      return NO_TEXT;
    }
    IntArrayList one = new IntArrayList(1);
    one.add(token);
    return Loaded.ENCODING.decodeBytes(one);
  }
}
