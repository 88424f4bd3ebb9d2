package dev.scaleproof.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gaps between consecutive events of one stream, in microseconds. Immutable. */
public final class Gaps {
  /** No gap: fewer than two events. */
  public static final Gaps NONE = new Gaps(new int[0]);

  private final int[] micros;

  private Gaps(int[] micros) {
    this.micros = micros;
  }

  /** These gaps, each 0 or more. */
  public static Gaps ofMicros(int... micros) {
    return micros.length == 0 ? NONE : new Gaps(micros.clone());
  }

  public int count() {
    return micros.length;
  }

  /** Gap number {@code index}, from 0, in microseconds. */
  public int micros(int index) {
    return micros[index];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Gaps gaps && Arrays.equals(micros, gaps.micros);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(micros);
  }

  @Override
  public String toString() {
    return Arrays.toString(micros);
  }
}
