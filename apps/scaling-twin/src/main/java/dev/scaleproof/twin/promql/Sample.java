package dev.scaleproof.twin.promql;

import java.util.Map;

/**
 * An element of an instant vector.
 *
 * @param name the metric's name; empty once a computation has dropped it
 * @param labels without the name
 */
record Sample(String name, Map<String, String> labels, double value) {
  Sample unnamed(double changed) {
    return new Sample("", labels, changed);
  }
}
