package dev.scaleproof.twin.spec;

/** The workload that is scaled. */
public record ScaleTarget(String apiVersion, String kind, String name) {}
