package dev.scaleproof.lease;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuLeaseTest {
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String FULL =
      """
      {"apiVersion": "scaleproof.dev/v1alpha1", "kind": "GpuLease",
       "metadata": {"name": "raw-vllm", "namespace": "serving", "generation": 7, "resourceVersion": "41",
         "annotations": {"scaleproof.dev/heartbeat": "2026-07-01T10:00:00Z"}},
       "spec": {"duration": "1h30m", "owner": "alice", "reason": "load test", "budgetUsd": 3.5, "maxReplicas": 2,
         "window": {"days": ["Mon", "Tue"], "from": "08:00", "until": "20:00", "timeZone": "Europe/Berlin"},
         "heartbeat": "10m"},
       "status": {"phase": "Active", "observedGeneration": 7, "startedAt": "2026-07-01T09:00:00Z",
         "expiresAt": "2026-07-01T10:30:00Z", "accountedUntil": "2026-07-01T09:59:58.250Z", "gpus": 1,
         "gpuSeconds": 3598.25, "spentUsd": 0.804409, "unleasedSince": "2026-07-01T08:59:00Z",
         "message": "held by alice",
         "last": {"owner": "bob", "reason": "demo", "startedAt": "2026-06-30T09:00:00Z",
           "endedAt": "2026-06-30T09:30:00Z", "because": "Expired", "gpuSeconds": 1800.5, "spentUsd": 0.402512}}}
      """;

  @Test
  void everyFieldComesBackAsItWas() throws Exception {
    GpuLease lease = KUBERNETES.unmarshal(FULL, GpuLease.class);

    JsonNode written = JSON.readTree(KUBERNETES.asJson(lease));

    assertThat(written).isEqualTo(JSON.readTree(FULL));
    assertThat(lease.getStatus().phase()).isEqualTo(Phase.ACTIVE);
    assertThat(lease.getSpec().replicas()).isEqualTo(2);
  }

  @Test
  void theIdleFormInGitIsHeldByNobody() {
    GpuLease lease =
        KUBERNETES.unmarshal(
            """
            apiVersion: scaleproof.dev/v1alpha1
            kind: GpuLease
            metadata: {name: raw-vllm, namespace: serving}
            spec: {duration: 0s}
            """,
            GpuLease.class);

    assertThat(lease.getSpec()).isEqualTo(GpuLeaseSpec.IDLE);
    assertThat(lease.getSpec().asked()).isFalse();
    assertThat(lease.getSpec().replicas()).isEqualTo(1);
    assertThat(lease.getStatus()).isEqualTo(GpuLeaseStatus.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"phase\": \"Forever\", \"startedAt\": \"soon\", \"expiresAt\": 7, \"more\": {}}",
        "{\"phase\": null, \"startedAt\": null}",
        "{}"
      })
  void anEditedStatusHidesNoLease(String status) {
    GpuLease lease =
        KUBERNETES.unmarshal(
            """
            {"apiVersion": "scaleproof.dev/v1alpha1", "kind": "GpuLease", "metadata": {"name": "x"},
             "spec": {"duration": "45 minutes"}, "status": %s}
            """
                .formatted(status),
            GpuLease.class);

    assertThat(lease.getStatus()).isEqualTo(GpuLeaseStatus.NONE);
    assertThat(lease.getSpec().asked()).isTrue();
  }

  @Test
  void namesAreThoseOfTheDefinition() {
    GpuLease lease = new GpuLease();

    assertThat(lease.getFullResourceName()).isEqualTo("gpuleases.scaleproof.dev");
    assertThat(lease.getApiVersion()).isEqualTo("scaleproof.dev/v1alpha1");
    assertThat(lease.getKind()).isEqualTo("GpuLease");
  }
}
