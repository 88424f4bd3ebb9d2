package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Informers that say when to look, and when a pod or a lease went. Nothing is decided on what they
 * hold, so one that hangs or misses something costs a few seconds and no more. Thread-safe.
 */
public final class Watches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  private final Api api;
  private final Memory memory;
  private final Runnable wake;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  private Watches(Api api, Memory memory, Runnable wake) {
    this.api = api;
    this.memory = memory;
    this.wake = wake;
  }

  /**
   * Starts them, and returns at once, whether the API server answers or not.
   *
   * @param namespaces to watch; empty: all
   * @param wake to be called when something changed
   */
  public static Watches start(Api api, Memory memory, List<String> namespaces, Runnable wake) {
    Watches watches = new Watches(api, memory, wake);
    if (namespaces.isEmpty()) {
      watches.watchAll();
    } else {
      namespaces.forEach(watches::watch);
    }
    return watches;
  }

  private void watchAll() {
    KubernetesClient client = api.client();
    start(client.resources(GpuLease.class).inAnyNamespace(), new Leases());
    start(client.apps().deployments().inAnyNamespace(), new Changes<>());
    start(
        client.genericKubernetesResources(Reader.SCALED_OBJECT).inAnyNamespace(), new Changes<>());
    start(client.pods().inAnyNamespace().withLabel(GpuLease.LEASE_LABEL), new Pods());
  }

  private void watch(String namespace) {
    KubernetesClient client = api.client();
    start(client.resources(GpuLease.class).inNamespace(namespace), new Leases());
    start(client.apps().deployments().inNamespace(namespace), new Changes<>());
    start(
        client.genericKubernetesResources(Reader.SCALED_OBJECT).inNamespace(namespace),
        new Changes<>());
    start(client.pods().inNamespace(namespace).withLabel(GpuLease.LEASE_LABEL), new Pods());
  }

  private <T extends HasMetadata> void start(Informable<T> what, ResourceEventHandler<T> handler) {
    SharedIndexInformer<T> informer = what.runnableInformer(0);
    informer.addEventHandler(handler);
    // Also where it cannot begin: a kind that is not there yet, an API server that is down.
    informer.exceptionHandler(
        (started, failure) -> {
          LOG.debug("a watch begins anew", failure);
          return true;
        });
    var unused = informer.start();
    informers.add(informer);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  /** A change of what is wanted, and not of a status that the guard writes itself. */
  private class Changes<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      wake.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      if (!Objects.equals(before.getMetadata().getGeneration(), after.getMetadata().getGeneration())
          || !Objects.equals(
              before.getMetadata().getAnnotations(), after.getMetadata().getAnnotations())) {
        wake.run();
      }
    }

    @Override
    public void onDelete(T deleted, boolean finalStateUnknown) {
      wake.run();
    }
  }

  private final class Leases extends Changes<GpuLease> {
    @Override
    public void onUpdate(GpuLease before, GpuLease after) {
      super.onUpdate(before, after);
      if (before.getStatus() != null
          && after.getStatus() != null
          && (before.getStatus().phase() != after.getStatus().phase()
              || !Objects.equals(before.getStatus().expiresAt(), after.getStatus().expiresAt()))) {
        wake.run();
      }
    }

    @Override
    public void onDelete(GpuLease deleted, boolean finalStateUnknown) {
      if (deleted.getStatus() != null && deleted.getStatus().observedGeneration() > 0) {
        // What it had counted by then is not counted again.
        memory.remember(
            new Target(deleted.getMetadata().getNamespace(), deleted.getMetadata().getName()),
            new Known(
                deleted.getMetadata().getUid(),
                deleted.getSpec() == null ? GpuLeaseSpec.IDLE : deleted.getSpec(),
                deleted.getStatus()));
      }
      wake.run();
    }
  }

  private final class Pods implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      wake.run();
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      if (!Objects.equals(before.getSpec().getNodeName(), after.getSpec().getNodeName())) {
        wake.run();
      }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      Instant now = api.now();
      GpuPod seen = Reading.pod(pod, now);
      memory.depart(
          new Memory.Departed(
              pod.getMetadata().getNamespace(),
              Reading.map(pod.getMetadata().getLabels()),
              new GpuPod(
                  seen.name(),
                  seen.uid(),
                  seen.gpus(),
                  seen.createdAt(),
                  seen.node(),
                  seen.since(),
                  seen.goneBy(),
                  seen.until() == null ? now : seen.until())),
          now);
      wake.run();
    }
  }
}
