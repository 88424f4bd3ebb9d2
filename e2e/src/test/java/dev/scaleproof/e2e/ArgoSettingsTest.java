package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.e2e.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The health checks of platform/argocd, run by Argo CD itself. */
@Tag("gitops")
final class ArgoSettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{automated: {prune: true}} | - | Progressing | Argo CD has not looked at it yet",
        "{automated: {prune: true}} | {health: {status: Missing}} | Missing | -",
        "{automated: {prune: true}} | {health: {status: Progressing}} | Progressing | -",
        // A ConfigMap that is not there yet is never ill.
        "{automated: {prune: true}} | {health: {status: Healthy}} | Progressing | not synced yet",
        "{automated: {prune: true}} | {health: {status: Healthy}, sync: {status: OutOfSync}} | Progressing | not synced yet",
        "{automated: {prune: true}} | {health: {status: Healthy}, sync: {status: Synced}} | Healthy | -",
        // Drift of later is its own matter.
        "{automated: {prune: true}} | {health: {status: Healthy}, sync: {status: OutOfSync}, history: [{id: 0}]} | Healthy | -",
        // A failed health check would end the sync of its parent, and later waves with it.
        "{automated: {prune: true}} | {health: {status: Degraded, message: no image}} | Progressing | no image",
        "{} | - | Healthy | synced by hand",
        "{} | {health: {status: Missing}, sync: {status: OutOfSync}} | Healthy | its own health: Missing",
        "{} | {health: {status: Degraded}} | Healthy | its own health: Degraded",
        "{automated: {enabled: false}} | {health: {status: Progressing}} | Healthy | synced by hand",
      })
  void anApplication(
      String policy, @Nullable String status, String health, @Nullable String message)
      throws IOException {
    check(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: one, namespace: argocd}
        spec: {syncPolicy: %s}
        """
            .formatted(policy),
        status,
        health,
        message);
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // KEDA need not have said so: it may be down when a sync stops a GPU.
        "{autoscaling.keda.sh/paused: \"true\"} | - | Healthy | paused",
        "{autoscaling.keda.sh/paused: \"true\"} | {conditions: [{type: Ready, status: \"False\"}]} | Healthy | paused",
        "{autoscaling.keda.sh/paused-replicas: \"0\"} | - | Healthy | paused",
        "{} | - | Progressing | not looked at it yet",
        "{autoscaling.keda.sh/paused: \"false\"} | {conditions: [{type: Ready, status: \"True\"}]} | Healthy | -",
        "{} | {conditions: [{type: Ready, status: \"False\", message: no target}]} | Degraded | no target",
        "{} | {conditions: [{type: Ready, status: \"True\"}, {type: Fallback, status: \"True\"}]} | Degraded | fallback",
      })
  void aScaledObject(
      String annotations, @Nullable String status, String health, @Nullable String message)
      throws IOException {
    check(
        """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: one, namespace: serving, annotations: %s}
        spec: {}
        """
            .formatted(annotations),
        status,
        health,
        message);
  }

  private void check(
      String manifest, @Nullable String status, String health, @Nullable String message)
      throws IOException {
    Path file = folder.resolve("manifest.yaml");
    Files.writeString(file, status == null ? manifest : manifest + "status: " + status + "\n");
    Outcome outcome =
        Command.of(
                Argo.PROGRAM,
                List.of(
                    "admin",
                    "settings",
                    "resource-overrides",
                    "health",
                    file.toString(),
                    "--argocd-cm-path",
                    Bench.root().resolve("platform/argocd/argocd-cm.yaml").toString()),
                Map.of())
            .run();
    assertThat(outcome.output()).contains("STATUS: " + health + "\n");
    if (message != null) {
      assertThat(outcome.output()).contains(message);
    }
  }
}
