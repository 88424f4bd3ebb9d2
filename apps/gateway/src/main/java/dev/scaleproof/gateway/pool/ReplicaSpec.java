package dev.scaleproof.gateway.pool;

import java.net.URI;

/**
 * A replica as it is listed.
 *
 * @param name unique in its pool; sent back as {@code x-gateway-replica}
 * @param url scheme, host and port
 */
record ReplicaSpec(String name, URI url) {}
