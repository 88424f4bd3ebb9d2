package dev.scaleproof.twin.promql;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a label. A label that is absent counts as empty; expressions match the whole
 * value.
 */
record LabelMatcher(String label, String value, boolean negated, @Nullable Pattern pattern) {
  boolean matches(String actual) {
    boolean equal = pattern == null ? actual.equals(value) : pattern.matcher(actual).matches();
    return equal != negated;
  }

  boolean isEquality() {
    return pattern == null && !negated;
  }
}
