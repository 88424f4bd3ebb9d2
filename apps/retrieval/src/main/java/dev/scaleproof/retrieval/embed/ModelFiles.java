package dev.scaleproof.retrieval.embed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The model as it comes in its jar: weights quantized to 8 bits, and the tokenizer's vocabulary.
 */
final class ModelFiles {
  static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private ModelFiles() {}

  static byte[] read(String name) {
    try (InputStream stream = ModelFiles.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the model's jar is not on the class path: no " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the model's jar cannot be read", e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** The file of a resource, which has to have the size that the resource has. */
  static Path checked(Path folder, String name, long bytes) {
    Path file = folder.resolve(name.substring(1));
    try {
      if (Files.size(file) != bytes) {
        throw new IllegalStateException(file + " is not the model of this version");
      }
      return file;
    } catch (IOException e) {
      throw new IllegalStateException("the model is not in " + folder + ": no " + file, e);
    }
  }

  /** The {@code model.vocab} of a Hugging Face tokenizer file. */
  static Map<String, Integer> vocabulary(byte[] tokenizer) {
    Map<String, Integer> vocabulary = new HashMap<>(1 << 16);
    try (JsonParser parser = new JsonFactory().createParser(tokenizer)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && "vocab".equals(parser.currentName())) {
          parser.nextToken();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String piece = parser.currentName();
            vocabulary.put(piece, parser.nextIntValue(-1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model's tokenizer is no JSON", e);
    }
    return vocabulary;
  }
}
