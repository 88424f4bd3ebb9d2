package dev.scaleproof.gateway.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level {@code model} of a JSON body without building anything. A body that is not
 * such JSON has none: it goes to the default pool, whose model server then answers with its own
 * error, word for word.
 */
final class ModelScan {

  private static final JsonFactory JSON = new JsonFactory();

  private ModelScan() {}

  /**
   * The model's name, or null when there is none or it is not text. Of several the last counts, as
   * for the model server (Python's {@code json}): else a request could be let through under one
   * name and served under another. Leaves the body as it was.
   */
  static @Nullable String model(ByteBuf body) {
    if (!body.isReadable()) {
      return null;
    }
    try (JsonParser parser =
        JSON.createParser((java.io.InputStream) new ByteBufInputStream(body.duplicate()))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String model = null;
      for (JsonToken token = parser.nextToken();
          token == JsonToken.FIELD_NAME;
          token = parser.nextToken()) {
        boolean isModel = "model".equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (isModel) {
          model = value == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      return model;
    } catch (IOException malformed) {
      return null;
    }
  }
}
