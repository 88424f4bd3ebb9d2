/** Takes a snapshot from the API server, and from Prometheus through it. */
@NullMarked
package dev.scaleproof.cluster.read;

import org.jspecify.annotations.NullMarked;
