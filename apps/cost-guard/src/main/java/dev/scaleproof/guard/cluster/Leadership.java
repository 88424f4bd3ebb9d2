package dev.scaleproof.guard.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several guards acts, by a Lease of coordination.k8s.io and the API server's clock on
 * both sides. It keeps them from doing everything twice; right is what they do without it, too. Not
 * thread-safe.
 */
public final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** A leader that has not said so for this long is taken for dead. */
  static final Duration TERM = Duration.ofSeconds(15);

  private static final int CONFLICT = 409;

  private final Api api;
  private final String namespace;
  private final String name;
  private final String self;
  private boolean leading;

  /**
   * @param self this process' name, the pod's
   */
  public Leadership(Api api, String namespace, String name, String self) {
    this.api = api;
    this.namespace = namespace;
    this.name = name;
    this.self = self;
  }

  /**
   * Whether this process leads now; asks for it where nobody does.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  public boolean lead() {
    Lease lease = resource().get();
    boolean before = leading;
    leading = lease == null ? create() : mine(lease) || (free(lease, api.now()) && write(lease));
    if (leading && lease != null && mine(lease)) {
      leading = write(lease);
    }
    if (leading != before) {
      LOG.warn(leading ? "{} leads" : "{} stands by", self);
    }
    return leading;
  }

  /** Lets another one lead at once. */
  public void resign() {
    Lease lease = leading ? resource().get() : null;
    if (lease != null && mine(lease)) {
      lease.getSpec().setHolderIdentity("");
      resource().patch(lease);
    }
    leading = false;
  }

  private boolean mine(Lease lease) {
    return lease.getSpec() != null && self.equals(lease.getSpec().getHolderIdentity());
  }

  static boolean free(Lease lease, Instant now) {
    if (lease.getSpec() == null
        || lease.getSpec().getHolderIdentity() == null
        || lease.getSpec().getHolderIdentity().isEmpty()
        || lease.getSpec().getRenewTime() == null) {
      return true;
    }
    return now.isAfter(lease.getSpec().getRenewTime().toInstant().plus(TERM));
  }

  private boolean create() {
    return attempt(
        () ->
            api.client()
                .resource(
                    new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(self)
                        .withLeaseDurationSeconds((int) TERM.toSeconds())
                        .withRenewTime(time())
                        .endSpec()
                        .build())
                .create());
  }

  private boolean write(Lease lease) {
    return attempt(
        () ->
            // With its resourceVersion, so that of two that find it free one gets it.
            api.client()
                .resource(
                    new LeaseBuilder(lease)
                        .editSpec()
                        .withHolderIdentity(self)
                        .withLeaseDurationSeconds((int) TERM.toSeconds())
                        .withRenewTime(time())
                        .endSpec()
                        .build())
                .update());
  }

  private static boolean attempt(Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException failed) {
      if (failed.getCode() == CONFLICT) {
        return false;
      }
      throw failed;
    }
  }

  private ZonedDateTime time() {
    return api.now().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }

  private Resource<Lease> resource() {
    return api.client().leases().inNamespace(namespace).withName(name);
  }
}
