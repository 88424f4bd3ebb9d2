package dev.scaleproof.cluster.status;

import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.lease.LeaseWords;
import dev.scaleproof.cluster.snapshot.Lease;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.wording.Columns;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuLeaseStatus.LastLease;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds GPUs until when, and what that has cost. Pure. */
final class LeaseTable {
  private static final double MILLIS = 1000;

  private final Snapshot snapshot;
  private final LeaseWords words;

  LeaseTable(Snapshot snapshot, ZoneId zone) {
    this.snapshot = snapshot;
    this.words = new LeaseWords(snapshot.takenAt(), zone);
  }

  List<String> lines() {
    if (!snapshot.sees(Part.LEASES)) {
      return List.of("Leases: not looked at");
    }
    if (!snapshot.costGuard().installed()) {
      return List.of("Leases: none, platform/cost-guard is not installed");
    }
    List<Lease> leases = snapshot.costGuard().leases();
    if (leases.isEmpty()) {
      return List.of("Leases: none");
    }
    Columns columns =
        new Columns("LEASE", "PHASE", "OWNER", "EXPIRES", "GPU TIME", "SPENT", "BUDGET", "REASON");
    List<String> remarks = new ArrayList<>();
    for (Lease lease : leases) {
      GpuLeaseStatus status = lease.status();
      boolean idle = !lease.spec().asked() && status.phase() == Phase.IDLE;
      columns.row(
          lease.id(),
          lease.spec().asked() && !lease.seen() ? "not seen yet" : status.phase().word(),
          idle ? "-" : or(lease.spec().owner()),
          idle || status.expiresAt() == null ? "-" : words.until(status),
          idle ? "-" : time(status.gpuSeconds()),
          idle ? "-" : Money.dollars(status.spentUsd()),
          idle || lease.spec().budgetUsd() == null ? "-" : Money.dollars(lease.spec().budgetUsd()),
          idle ? "-" : or(lease.spec().reason()));
      if (idle && status.last() != null) {
        remarks.add("  last: " + last(status.last()));
      } else if (!idle && status.message() != null && !status.message().isBlank()) {
        remarks.add("  " + lease.id() + ": " + status.message());
      }
    }
    List<String> lines = new ArrayList<>(columns.lines());
    lines.addAll(remarks);
    return lines;
  }

  private String last(LastLease last) {
    Instant end = last.endedAt();
    return "%s (%s), %s%s, %s of GPU, %s"
        .formatted(
            or(last.owner()),
            or(last.reason()),
            last.because() == null ? "ended" : last.because().word(),
            end == null ? "" : " at " + words.time(end),
            time(last.gpuSeconds()),
            Money.dollars(last.spentUsd()));
  }

  private static String time(double seconds) {
    return Words.duration(Duration.ofMillis((long) (seconds * MILLIS)));
  }

  private static String or(@Nullable String text) {
    return text == null || text.isBlank() ? "-" : text;
  }
}
