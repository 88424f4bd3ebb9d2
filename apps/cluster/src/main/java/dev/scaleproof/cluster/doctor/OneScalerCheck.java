package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Two scalers on one target: Kubernetes stops both HPAs when it sees it (AmbiguousSelector), and
 * until then they pull it up and down in turns.
 */
final class OneScalerCheck implements Check {
  @Override
  public List<Finding> on(Snapshot snapshot) {
    Set<String> ofKeda =
        snapshot.scaledObjects().stream()
            .map(one -> one.namespace() + "/" + one.hpaName())
            .collect(Collectors.toSet());
    Map<String, List<String>> scalers = new TreeMap<>();
    for (ScaledObject one : snapshot.scaledObjects()) {
      add(
          scalers,
          one.namespace(),
          one.targetKind(),
          one.targetName(),
          "ScaledObject " + one.name());
    }
    for (Hpa hpa : snapshot.hpas()) {
      if (!ofKeda.contains(hpa.id())) {
        add(scalers, hpa.namespace(), hpa.targetKind(), hpa.targetName(), "HPA " + hpa.name());
      }
    }
    List<Finding> findings = new ArrayList<>();
    scalers.forEach(
        (target, names) -> {
          if (names.size() > 1) {
            findings.add(
                Finding.problem(
                    "one-scaler",
                    target,
                    "%d scalers fight over it: %s. Kubernetes lets none of their HPAs act (AmbiguousSelector)"
                        .formatted(names.size(), String.join(" and ", names)),
                    "keep one: kubectl -n %s delete %s"
                        .formatted(
                            target.substring(0, target.indexOf('/')), resource(names.getLast()))));
          }
        });
    return findings;
  }

  private static void add(
      Map<String, List<String>> scalers,
      String namespace,
      String kind,
      String name,
      String scaler) {
    scalers
        .computeIfAbsent(namespace + "/" + kind + " " + name, key -> new ArrayList<>())
        .add(scaler);
  }

  private static String resource(String scaler) {
    return scaler.replace("ScaledObject ", "scaledobject ").replace("HPA ", "hpa ");
  }
}
