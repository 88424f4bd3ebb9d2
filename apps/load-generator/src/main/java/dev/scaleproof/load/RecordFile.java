package dev.scaleproof.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON lines: moments as seconds since the run's start with all nine digits,
 * {@code -1} moments and null members left out. Not thread-safe: give it to one run.
 */
public final class RecordFile implements Consumer<RequestRecord>, AutoCloseable {
  private final JsonGenerator json;

  private RecordFile(JsonGenerator json) {
    this.json = json;
  }

  /** Creates the file, or empties it. */
  public static RecordFile create(Path path) throws IOException {
    return to(Files.newOutputStream(path));
  }

  static RecordFile to(OutputStream out) throws IOException {
    return new RecordFile(
        new JsonFactory()
            .createGenerator(new BufferedOutputStream(out, 1 << 16))
            .setRootValueSeparator(null)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN));
  }

  /**
   * Writes one line.
   *
   * @throws UncheckedIOException if the disk does not take it
   */
  @Override
  public void accept(RequestRecord request) {
    try {
      write(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(RequestRecord request) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", request.id());
    json.writeNumberField("user", request.user());
    if (request.warmUp()) {
      json.writeBooleanField("warmUp", true);
    }
    moment("intended", request.intendedNanos());
    moment("sent", request.sentNanos());
    moment("firstToken", request.firstTokenNanos());
    moment("lastToken", request.lastTokenNanos());
    moment("end", request.endNanos());
    json.writeStringField("status", request.kind());
    json.writeNumberField("httpStatus", request.httpStatus());
    text("finishReason", request.finishReason());
    json.writeNumberField("chunks", request.chunks());
    json.writeNumberField("tokens", request.tokens());
    json.writeNumberField("promptTokens", request.promptTokens());
    json.writeNumberField("bytes", request.bytes());
    text("replica", request.replica());
    text("error", request.error());
    Gaps gaps = request.gaps();
    if (gaps.count() > 0) {
      json.writeArrayFieldStart("gapMicros");
      for (int i = 0; i < gaps.count(); i++) {
        json.writeNumber(gaps.micros(i));
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void moment(String name, long nanos) throws IOException {
    if (nanos >= 0) {
      json.writeNumberField(name, BigDecimal.valueOf(nanos, 9));
    }
  }

  private void text(String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
