package dev.scaleproof.jobs;

import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the scripts wrote. An empty field is one that does not hold now. */
final class JobHash {
  private JobHash() {}

  static Optional<JobState> state(String id, Map<String, byte[]> hash) {
    String status = field(hash, "status");
    if (status == null) {
      return Optional.empty();
    }
    return Optional.of(
        new JobState(
            id,
            orEmpty(field(hash, "queue")),
            JobStatus.of(status),
            Integer.parseInt(orZero(field(hash, "attempts"))),
            Instant.ofEpochMilli(Long.parseLong(orZero(field(hash, "submittedAt")))),
            instant(field(hash, "startedAt")),
            instant(field(hash, "endedAt")),
            field(hash, "worker"),
            field(hash, "progress"),
            field(hash, "result"),
            field(hash, "reason")));
  }

  static DeadLetter deadLetter(StreamMessage<String, byte[]> entry) {
    Map<String, byte[]> body = entry.getBody();
    return new DeadLetter(
        entry.getId(),
        orEmpty(field(body, "id")),
        orEmpty(field(body, "job")),
        "1".equals(field(body, "truncated")),
        orEmpty(field(body, "reason")),
        Integer.parseInt(orZero(field(body, "attempts"))));
  }

  private static @Nullable String field(Map<String, byte[]> hash, String name) {
    byte[] value = hash.get(name);
    return value == null || value.length == 0 ? null : new String(value, StandardCharsets.UTF_8);
  }

  private static @Nullable Instant instant(@Nullable String millis) {
    return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String orZero(@Nullable String text) {
    return text == null ? "0" : text;
  }
}
