package dev.scaleproof.lease;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The price table of `platform/cost-guard/gpu-prices.yaml`: USD for an hour of one GPU. Immutable.
 */
public final class GpuPrices {
  private final Map<String, Price> byName;
  private final Price standard;

  /**
   * One line of the table.
   *
   * @param type the table's own name for it
   * @param usdPerHour of one GPU
   */
  public record Price(String type, double usdPerHour) {}

  private GpuPrices(Map<String, Price> byName, Price standard) {
    this.byName = byName;
    this.standard = standard;
  }

  /**
   * Reads the table.
   *
   * @throws IllegalArgumentException in one line, if it is not there or not a price table
   */
  public static GpuPrices read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException missing) {
      throw new IllegalArgumentException(
          file
              + ": no price table there; run from the repository's root, or name one with --prices",
          missing);
    }
  }

  /**
   * Reads the table's text.
   *
   * @param source how messages name it
   * @throws IllegalArgumentException in one line, if it is not a price table
   */
  public static GpuPrices parse(String yaml, String source) {
    Map<?, ?> table;
    try {
      table = new YAMLMapper().readValue(yaml, Map.class);
    } catch (IOException wrong) {
      throw new IllegalArgumentException(source + ": not YAML", wrong);
    }
    Map<String, Price> byName = new HashMap<>();
    Map<String, Price> byType = new HashMap<>();
    if (table != null && table.get("gpus") instanceof List<?> lines) {
      for (Object line : lines) {
        add(line, source, byName, byType);
      }
    }
    Price standard = byType.get(String.valueOf(table == null ? null : table.get("default")));
    if (standard == null) {
      throw new IllegalArgumentException(
          source + ": `default` must be one of the types " + byType.keySet());
    }
    return new GpuPrices(Map.copyOf(byName), standard);
  }

  private static void add(
      Object line, String source, Map<String, Price> byName, Map<String, Price> byType) {
    if (!(line instanceof Map<?, ?> fields)
        || !(fields.get("type") instanceof String type)
        || !(fields.get("usdPerHour") instanceof Number usd)
        || usd.doubleValue() <= 0
        || !(fields.get("names") instanceof List<?> names)) {
      throw new IllegalArgumentException(
          source + ": each of `gpus` needs type, usdPerHour above 0 and names, unlike " + line);
    }
    Price price = new Price(type, usd.doubleValue());
    byType.put(type, price);
    byName.put(key(type), price);
    names.forEach(name -> byName.put(key(String.valueOf(name)), price));
  }

  /** The price of a type as a node's label writes it; empty if the table does not know it. */
  public Optional<Price> of(String gpuName) {
    return Optional.ofNullable(byName.get(key(gpuName)));
  }

  /** What is assumed where no node says a type. */
  public Price standard() {
    return standard;
  }

  /** The highest price: what is counted for a GPU that the table does not know. */
  public Price dearest() {
    return byName.values().stream()
        .max(Comparator.comparingDouble(Price::usdPerHour))
        .orElse(standard);
  }

  private static String key(String name) {
    // Time-sliced GPUs carry the suffix, and cost the same.
    return name.toLowerCase(Locale.ROOT).replaceFirst("-shared$", "");
  }
}
