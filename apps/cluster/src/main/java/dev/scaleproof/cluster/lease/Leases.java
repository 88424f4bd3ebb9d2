package dev.scaleproof.cluster.lease;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.LeaseDurations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One GpuLease on a cluster, and the clock that it runs by. */
public final class Leases {
  static final String CEILINGS = "gpulease-ceilings";

  private static final String API = "/apis/" + GpuLease.GROUP + "/" + GpuLease.VERSION;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ClusterConnection connection;
  private final String namespace;
  private final String name;

  public Leases(ClusterConnection connection, String namespace, String name) {
    this.connection = connection;
    this.namespace = namespace;
    this.name = name;
  }

  /** Whether the API server knows leases. */
  public static boolean areKnown(KubernetesClient client) {
    return client.raw(API) != null;
  }

  /** "serving/raw-vllm". */
  public String id() {
    return namespace + "/" + name;
  }

  /**
   * The lease as it is.
   *
   * @throws ClusterException if there is no such lease, or no leases at all
   */
  public GpuLease get() {
    return find()
        .orElseThrow(
            () ->
                ClusterException.couldNotRun(
                    areKnown(connection.client())
                        ? "there is no GpuLease %s on %s: `kubectl apply -k serving/raw-vllm` puts it there, held by nobody"
                            .formatted(id(), connection.name())
                        : "%s knows no GpuLease (no scaleproof.dev/v1alpha1): `kubectl apply --server-side -k platform/cost-guard` installs it with the guard"
                            .formatted(connection.name())));
  }

  /** The lease, if it is there. */
  public Optional<GpuLease> find() {
    return Optional.ofNullable(resource().get());
  }

  /**
   * Asks the API server whether it would take a lease, and changes nothing.
   *
   * @throws ClusterException with the schema's or the policy's words, if it would not
   */
  public void check(GpuLease changed) {
    try {
      connection.client().resource(changed).dryRun().update();
    } catch (KubernetesClientException refused) {
      throw refused.getCode() == UNPROCESSABLE
          ? ClusterException.wrongInput(ClusterConnection.refusal(refused))
          : refused;
    }
  }

  /** Writes it; empty if somebody else has written it since it was read. */
  public Optional<GpuLease> write(GpuLease changed) {
    try {
      return Optional.of(connection.client().resource(changed).update());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == CONFLICT) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Gives it back, whoever holds it. What it was about stays, for the guard to account. */
  public void giveBack() {
    resource()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"duration\":\"%s\"}}".formatted(LeaseDurations.NOT_HELD));
  }

  /** Says that somebody still needs it. */
  public void beat(Instant moment) {
    resource()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                .formatted(GpuLease.HEARTBEAT_ANNOTATION, moment));
  }

  /** The most that a lease may cost, if this user may read that. */
  public OptionalDouble ceilingUsd() {
    try {
      ValidatingAdmissionPolicy policy =
          connection.client().resources(ValidatingAdmissionPolicy.class).withName(CEILINGS).get();
      return policy == null
          ? OptionalDouble.empty()
          : policy.getSpec().getVariables().stream()
              .filter(one -> one.getName().equals("mostUsd"))
              .mapToDouble(one -> Double.parseDouble(one.getExpression()))
              .findFirst();
    } catch (NumberFormatException otherwise) {
      return OptionalDouble.empty();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == FORBIDDEN || refused.getCode() == NOT_FOUND) {
        return OptionalDouble.empty();
      }
      throw refused;
    }
  }

  /**
   * What the API server's clock says, which leases run by; where it does not say, this machine's.
   */
  public Instant now(Instant here) {
    String server = connection.client().getMasterUrl().toString().replaceFirst("/+$", "");
    try {
      HttpResponse<String> answer =
          connection
              .client()
              .getHttpClient()
              .sendAsync(
                  connection
                      .client()
                      .getHttpClient()
                      .newHttpRequestBuilder()
                      .uri(server + "/version")
                      .build(),
                  String.class)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      List<String> dates = answer.headers("Date");
      return dates.isEmpty()
          ? here
          : ZonedDateTime.parse(dates.getFirst(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (ExecutionException | TimeoutException | DateTimeException silent) {
      return here;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return here;
    }
  }

  private Resource<GpuLease> resource() {
    return connection.client().resources(GpuLease.class).inNamespace(namespace).withName(name);
  }
}
