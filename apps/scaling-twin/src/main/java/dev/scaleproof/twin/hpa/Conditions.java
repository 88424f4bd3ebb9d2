package dev.scaleproof.twin.hpa;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HPA's conditions: each stays as it is until a sync sets it again. */
final class Conditions {
  static final String ABLE_TO_SCALE = "AbleToScale";
  static final String SCALING_ACTIVE = "ScalingActive";
  static final String SCALING_LIMITED = "ScalingLimited";

  private final Map<String, Condition> all = new LinkedHashMap<>();
  private final Map<String, Condition> now = new LinkedHashMap<>();

  void beginSync() {
    now.clear();
  }

  void set(String type, boolean status, String reason, String message) {
    Condition condition = new Condition(type, status, reason, message);
    all.put(type, condition);
    now.put(type, condition);
  }

  @Nullable Condition get(String type) {
    return all.get(type);
  }

  List<Condition> all() {
    return List.copyOf(all.values());
  }

  List<Condition> setNow() {
    return List.copyOf(now.values());
  }

  void clear() {
    all.clear();
    now.clear();
  }
}
