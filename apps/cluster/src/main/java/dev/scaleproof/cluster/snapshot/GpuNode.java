package dev.scaleproof.cluster.snapshot;

/**
 * A node with GPUs.
 *
 * @param type as its labels say; empty if they do not
 */
public record GpuNode(String name, int gpus, String type) {}
