package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a request body as FastAPI does. Thread-safe. */
public final class JsonBody {
  /** Python turns no more digits into a number. */
  private static final int MOST_DIGITS = 4300;

  /** About where Python's parser runs into its limit of recursion. */
  private static final int DEEPEST = 950;

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  static {
    // Bodies are limited by their size; one long string is no error.
    READER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxNumberLength(MOST_DIGITS)
                .maxNestingDepth(DEEPEST)
                .build());
  }

  private JsonBody() {}

  /** The body is no JSON, or none at all. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Violations violations;

    Unreadable(Violations violations) {
      super("unreadable JSON");
      this.violations = violations;
    }

    public Violations violations() {
      return violations;
    }
  }

  /** The body is not even text, or Python's parser gives up on it. */
  public static final class NotText extends Exception {
    private static final long serialVersionUID = 1;

    NotText(Exception cause) {
      super(cause);
    }
  }

  /**
   * The JSON value in {@code body}.
   *
   * @throws Unreadable if there is none, with Python's words for it
   * @throws NotText if it is not UTF-8, nested too deeply, or has a number of too many digits
   */
  public static JsonNode parse(byte[] body) throws Unreadable, NotText {
    if (body.length == 0) {
      throw unreadable(new Violation("missing", "body", "Field required", "None", null));
    }
    try {
      JsonNode value = READER.readTree(body);
      if (value.isNull()) {
        throw unreadable(new Violation("missing", "body", "Field required", "None", null));
      }
      return value;
    } catch (StreamConstraintsException beyondPython) {
      throw new NotText(beyondPython);
    } catch (JsonProcessingException refused) {
      PythonJson.Mistake mistake = PythonJson.mistakeIn(text(body));
      throw unreadable(
          new Violation(
              "json_invalid",
              "body." + mistake.position(),
              "JSON decode error",
              "<dict of 0 items>",
              "{'error': " + Python.repr(mistake.message()) + "}"));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Unreadable unreadable(Violation violation) {
    Violations violations = new Violations();
    violations.add(violation);
    return new Unreadable(violations);
  }

  private static String text(byte[] body) throws NotText {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException broken) {
      throw new NotText(broken);
    }
  }
}
