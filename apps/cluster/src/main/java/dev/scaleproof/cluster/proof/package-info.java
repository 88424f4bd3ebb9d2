/**
 * The proof on a real cluster: a burst through the gateway, what KEDA and the HPA make of it, and
 * whether the scaling twin would have done the same. Observing is at the rim; reaction times, the
 * comparison and the verdict are functions of what was recorded.
 */
@NullMarked
package dev.scaleproof.cluster.proof;

import org.jspecify.annotations.NullMarked;
