package dev.scaleproof.cluster.read;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values out of resources that have no Java class, and defaults for what is absent. */
final class Fields {
  private Fields() {}

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  static int number(@Nullable Object value, int otherwise) {
    return value instanceof Number number ? number.intValue() : otherwise;
  }

  static Map<String, String> strings(@Nullable Object value) {
    Map<String, String> strings = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> strings.put(text(key), text(one)));
    }
    return strings;
  }

  static List<Map<?, ?>> maps(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream()
            .<Map<?, ?>>mapMulti(
                (one, sink) -> {
                  if (one instanceof Map<?, ?> map) {
                    sink.accept(map);
                  }
                })
            .toList()
        : List.of();
  }

  static @Nullable Object get(GenericKubernetesResource resource, Object... path) {
    return resource.get(path);
  }

  static Instant time(@Nullable String timestamp) {
    return timestamp == null ? Instant.EPOCH : Instant.parse(timestamp);
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static <K, V> Map<K, V> map(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : map;
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
