package dev.scaleproof.cluster.connection;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** One cluster, open. Thread-safe, as its client is. */
public final class ClusterConnection implements AutoCloseable {
  private final KubernetesClient client;
  private final Kubeconfig kubeconfig;
  private final Consent consent;

  private ClusterConnection(KubernetesClient client, Kubeconfig kubeconfig, Consent consent) {
    this.client = client;
    this.kubeconfig = kubeconfig;
    this.consent = consent;
  }

  static ClusterConnection of(Kubeconfig kubeconfig, Consent consent) {
    return new ClusterConnection(
        new KubernetesClientBuilder().withConfig(kubeconfig.config()).build(), kubeconfig, consent);
  }

  /** The client; what it throws, {@link #explain} puts into words. */
  public KubernetesClient client() {
    return client;
  }

  /** Where it is, for a person: the context and the server's address. */
  public String name() {
    return kubeconfig.context() + " (" + kubeconfig.config().getMasterUrl() + ")";
  }

  /**
   * To be called before the first change: returns at once on a cluster of `make cluster-up`, asks
   * on any other.
   *
   * @param change what will be changed, as a sentence's end: "un-pause ScaledObject
   *     serving/raw-vllm"
   * @throws ClusterException if the answer is no, or if nobody can be asked
   */
  public void confirm(String change) {
    if (!kubeconfig.own()) {
      consent.ask("On context " + name() + " this will " + change + ".");
    }
  }

  /**
   * What a 403 forbids, as a sentence without a full stop: "user dev may not list nodes
   * (cluster-wide)".
   */
  public static String forbidden(KubernetesClientException failure) {
    return Explanation.forbidden(failure);
  }

  /**
   * Why the API server does not take something, in the words of the schema or the policy that
   * refuses it.
   */
  public static String refusal(KubernetesClientException failure) {
    return Explanation.refusal(failure);
  }

  /** What went wrong at the API server, in one line that says what to do. */
  public ClusterException explain(KubernetesClientException failure) {
    return Explanation.of(failure, name(), kubeconfig.own());
  }

  @Override
  public void close() {
    client.close();
  }
}
