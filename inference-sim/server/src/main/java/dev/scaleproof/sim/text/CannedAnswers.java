package dev.scaleproof.sim.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are given word for word to prompts that are expected. Each line of the file is an
 * object with {@code answer} and with one of {@code prompt}, which is the whole text of the last
 * user message, or {@code pattern}, a regular expression that is found in it; the first that fits
 * counts. Immutable.
 */
public final class CannedAnswers {
  /** No answers. */
  public static final CannedAnswers NONE = new CannedAnswers(List.of());

  private static final ObjectReader READER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  private record Canned(@Nullable String prompt, @Nullable Pattern pattern, String answer) {
    boolean fits(String asked) {
      return pattern == null ? asked.equals(prompt) : pattern.matcher(asked).find();
    }
  }

  private final List<Canned> all;

  private CannedAnswers(List<Canned> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException with the line that is wrong, or why the file cannot be read
   */
  public static CannedAnswers read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException("there is no file " + file);
    } catch (CharacterCodingException binary) {
      throw new IllegalArgumentException(file + " is not UTF-8");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("cannot read " + file + ": " + unreadable.getMessage());
    }
    List<Canned> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        all.add(canned(file + " line " + (i + 1), lines.get(i)));
      }
    }
    return new CannedAnswers(all);
  }

  private static Canned canned(String where, String line) {
    JsonNode entry;
    try {
      entry = READER.readTree(line);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(where + " is not a JSON object");
    }
    JsonNode prompt = entry.path("prompt");
    JsonNode pattern = entry.path("pattern");
    if (!entry.path("answer").isTextual()
        || prompt.isTextual() == pattern.isTextual()
        || entry.size() != 2) {
      throw new IllegalArgumentException(
          where + " must have \"answer\" and one of \"prompt\" and \"pattern\", all strings");
    }
    String answer = entry.get("answer").asText();
    if (prompt.isTextual()) {
      return new Canned(prompt.asText(), null, answer);
    }
    try {
      return new Canned(null, Pattern.compile(pattern.asText()), answer);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(where + " has a wrong pattern: " + wrong.getDescription());
    }
  }

  /** The answer to a prompt, or null if none is expected. */
  public @Nullable String to(String prompt) {
    return all.stream()
        .filter(canned -> canned.fits(prompt))
        .map(Canned::answer)
        .findFirst()
        .orElse(null);
  }
}
