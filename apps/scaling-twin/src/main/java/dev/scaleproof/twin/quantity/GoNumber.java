package dev.scaleproof.twin.quantity;

/**
 * Conversions of Go on amd64, where they differ from Java's: a float that does not fit (NaN too)
 * becomes the least integer, instead of the nearest.
 */
public final class GoNumber {
  private static final double TWO_TO_63 = 0x1p63;

  private GoNumber() {}

  /** {@code int64(value)}. */
  public static long toInt64(double value) {
    return value >= -TWO_TO_63 && value < TWO_TO_63 ? (long) value : Long.MIN_VALUE;
  }

  /** {@code int32(value)}. */
  public static int toInt32(double value) {
    double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
    return whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE
        ? (int) whole
        : Integer.MIN_VALUE;
  }
}
