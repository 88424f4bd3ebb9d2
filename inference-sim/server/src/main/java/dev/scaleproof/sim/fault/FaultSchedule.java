package dev.scaleproof.sim.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads schedules of faults: {@code {"seed": 7, "faults": [{"kind": "error", "rate": 0.1}]}}. */
final class FaultSchedule {
  /** More would be a mistake, and every one is looked at for every request. */
  private static final int MOST_FAULTS = 1000;

  private static final int MOST_TOKENS = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private interface Kind {
    Effect read(FaultFields fields) throws BadSchedule;
  }

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "error", fields -> new Effect.Failure(status(fields), retryAfter(fields)),
              "drop", fields -> new Effect.Drop(),
              "slow-start", fields -> new Effect.SlowStart(fields.seconds("seconds", null)),
              "cut", fields -> new Effect.Cut(tokens(fields)),
              "stall", fields -> new Effect.Stall(tokens(fields), fields.seconds("seconds", 0.0)),
              "latency",
                  fields ->
                      new Effect.Latency(
                          fields.number("factor", 1, 1e6, 1.0), fields.seconds("seconds", 0.0)),
              "kv-pressure", fields -> new Effect.KvPressure(fields.number("fraction", 0, 1, null)),
              "frozen-metrics", fields -> new Effect.FrozenMetrics(),
              "engine-death", fields -> new Effect.EngineDeath()));

  private FaultSchedule() {}

  /** The faults of a schedule that begins at a simulated time. */
  static List<Fault> read(byte[] body, long now) throws BadSchedule {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JsonProcessingException broken) {
      throw new BadSchedule("", "not JSON: " + broken.getOriginalMessage());
    } catch (IOException broken) {
      throw new BadSchedule("", "not JSON: " + broken.getMessage());
    }
    if (json == null || !json.isObject()) {
      throw new BadSchedule("", "a schedule is an object with seed and faults");
    }
    FaultFields fields = new FaultFields("", json);
    long seed = fields.whole("seed", 0);
    JsonNode list = fields.get("faults");
    fields.nothingElse();
    if (list == null || !list.isArray() || list.isEmpty()) {
      throw fields.wrong("faults", "must be a list with at least one fault");
    }
    if (list.size() > MOST_FAULTS) {
      throw fields.wrong("faults", "must not be more than " + MOST_FAULTS);
    }
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      faults.add(fault("faults[" + i + "]", list.get(i), now, seeds.nextLong()));
    }
    return faults;
  }

  private static Fault fault(String where, JsonNode json, long now, long seed) throws BadSchedule {
    FaultFields fields = new FaultFields(where, json);
    String name = fields.text("kind");
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw fields.wrong(
          "kind", "is none of %s: '%s'".formatted(String.join(", ", KINDS.keySet()), name));
    }
    long from = now + fields.seconds("at", 0.0);
    long until = fields.get("for") == null ? Fault.NEVER : from + fields.seconds("for", null);
    Effect effect = kind.read(fields);
    double rate = strikes(effect) ? fields.number("rate", 0, 1, 1.0) : 1;
    fields.nothingElse();
    if (effect instanceof Effect.Latency(double factor, long nanos) && factor == 1 && nanos == 0) {
      throw new BadSchedule(where, "needs a factor above 1 or seconds above 0");
    }
    return new Fault(effect, ((ObjectNode) json).deepCopy(), from, until, rate, seed);
  }

  /** Whether it has occasions, and is not simply there from its begin to its end. */
  private static boolean strikes(Effect effect) {
    return switch (effect) {
      case Effect.KvPressure pressure -> false;
      case Effect.FrozenMetrics frozen -> false;
      case Effect.EngineDeath death -> false;
      default -> true;
    };
  }

  private static int status(FaultFields fields) throws BadSchedule {
    return fields.integer("status", 400, 599, 500);
  }

  private static @Nullable Integer retryAfter(FaultFields fields) throws BadSchedule {
    return fields.get("retryAfter") == null ? null : fields.integer("retryAfter", 0, 86_400, null);
  }

  private static int tokens(FaultFields fields) throws BadSchedule {
    return fields.integer("after", 0, MOST_TOKENS, 1);
  }
}
