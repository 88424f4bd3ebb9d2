/**
 * KEDA's and the HorizontalPodAutoscaler's decisions, computed without a cluster.
 *
 * <p>{@link dev.scaleproof.twin.ScalingTwin} reads the manifests as they are shipped and answers,
 * for a given instant, what KEDA's poll or the HPA controller's sync would do. Time is an argument
 * everywhere; nothing in here reads a clock, starts a thread or opens a file.
 *
 * <p>The rules are those of Kubernetes 1.36 and KEDA 2.21; each class names the function it
 * follows.
 */
@NullMarked
package dev.scaleproof.twin;

import org.jspecify.annotations.NullMarked;
