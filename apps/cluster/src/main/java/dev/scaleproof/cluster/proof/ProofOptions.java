package dev.scaleproof.cluster.proof;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose, checked.
 *
 * @param steadyUsers who keep asking until the replicas are back; may be 0
 * @param withTwin whether the scaling twin has to agree
 * @param url where requests go; null to find it
 * @param published the file in which `make cluster-up` notes the gateway's address; null if this is
 *     another cluster
 */
record ProofOptions(
    int users,
    int requestsPerUser,
    int promptTokens,
    int maxTokens,
    int steadyUsers,
    double ttftBound,
    boolean withTwin,
    String model,
    long seed,
    @Nullable URI url,
    @Nullable Path published,
    Path out) {
  int requests() {
    return users * requestsPerUser;
  }
}
