package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All checks, in the order in which trouble spreads: KEDA, pause, leases, Prometheus, series, HPA,
 * pods. Pure.
 */
final class Doctor {
  /** The check that says what could not be looked at. */
  static final String RIGHTS = "rights";

  private Doctor() {}

  static List<Finding> examine(Snapshot snapshot, GpuBill bill) {
    List<Check> checks =
        List.of(
            new KedaChecks(),
            new PauseChecks(bill),
            new LeaseChecks(bill),
            new OneScalerCheck(),
            new PrometheusChecks(),
            new SeriesChecks(),
            new HpaChecks(),
            new ScaleInChecks(),
            new PodChecks(bill));
    List<Finding> findings = new ArrayList<>();
    if (snapshot.keda().installed()) {
      checks.forEach(check -> findings.addAll(check.on(snapshot)));
    } else {
      // Whatever else is wrong follows from it.
      findings.addAll(new KedaChecks().on(snapshot));
    }
    if (!snapshot.unseen().isEmpty()) {
      findings.add(
          Finding.note(
              RIGHTS,
              "this user",
              "could not look at everything: "
                  + snapshot.unseen().stream()
                      .map(Unseen::why)
                      .distinct()
                      .collect(Collectors.joining("; ")),
              "ask for a role that allows it, or look at less with --namespace"));
    }
    // What several ScaledObjects share, a Prometheus or a ServiceMonitor, is said once.
    return findings.stream().distinct().toList();
  }
}
