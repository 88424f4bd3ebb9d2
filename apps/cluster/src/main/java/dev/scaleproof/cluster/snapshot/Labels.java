package dev.scaleproof.cluster.snapshot;

import java.util.HashMap;
import java.util.Map;

/** Kubernetes' equality selectors. */
public final class Labels {
  private Labels() {}

  /**
   * Whether all of a selector's labels are there with its values; an empty selector matches nothing
   * here.
   */
  public static boolean match(Map<String, String> selector, Map<String, String> labels) {
    return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
  }

  /** A pod's labels without the one that names its ReplicaSet, so that siblings are alike. */
  public static Map<String, String> withoutHash(Map<String, String> labels) {
    Map<String, String> rest = new HashMap<>(labels);
    rest.remove("pod-template-hash");
    return rest;
  }
}
