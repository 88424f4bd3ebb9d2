package dev.scaleproof.bench.measure;

import dev.scaleproof.bench.process.Child;
import java.net.URI;

/**
 * A running server that takes part.
 *
 * @param name as in the tables
 * @param uri where it listens
 * @param process whose CPU time and memory count
 */
public record Target(String name, URI uri, Child process) {}
