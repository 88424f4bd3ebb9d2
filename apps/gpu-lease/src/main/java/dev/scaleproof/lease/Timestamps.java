package dev.scaleproof.lease;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** RFC 3339, to the millisecond. */
final class Timestamps {
  private Timestamps() {}

  /** Null for anything else. */
  static @Nullable Instant read(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  static final class Writer extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(instant.truncatedTo(ChronoUnit.MILLIS).toString());
    }
  }

  static final class Reader extends JsonDeserializer<Instant> {
    @Override
    @SuppressWarnings("NullAway") // The base class says nothing of null, and Jackson takes it.
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return read(json.getValueAsString());
    }
  }
}
