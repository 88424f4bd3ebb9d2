package dev.scaleproof.gateway.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it is listed.
 *
 * @param name unique among the pools
 * @param models values of a request's "model" that go here; empty for every value
 * @param replicas its replicas; empty when they come from a name
 * @param dns the name they come from, or null
 */
record PoolSpec(
    String name, List<String> models, List<ReplicaSpec> replicas, @Nullable DnsName dns) {

  PoolSpec {
    models = List.copyOf(models);
    replicas = List.copyOf(replicas);
  }

  /** A name whose addresses are the replicas, all on one port. */
  record DnsName(String host, int port) {}
}
