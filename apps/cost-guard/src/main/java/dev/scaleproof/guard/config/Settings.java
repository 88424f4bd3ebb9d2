package dev.scaleproof.guard.config;

import dev.scaleproof.lease.GpuPrices;
import java.util.List;

/**
 * What the flags say.
 *
 * @param port 0: any free one
 * @param namespaces to look at; empty: all
 * @param identity this process' name among guards
 * @param apiServer its address; empty: the cluster's, or the kube context's
 */
public record Settings(
    String host,
    int port,
    GpuPrices prices,
    List<String> namespaces,
    String identity,
    String leaderNamespace,
    String apiServer) {}
