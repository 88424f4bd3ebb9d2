package dev.scaleproof.twin.quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kubernetes' {@code resource.Quantity}, as far as an HPA needs it: thousandths in an int64,
 * rounded away from zero ({@code MilliValue()} in
 * k8s.io/apimachinery/pkg/api/resource/quantity.go).
 */
public final class Quantity {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,3})?");
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Quantity() {}

  /** The value in thousandths. */
  public static long milliValue(String text) {
    return bounded(value(text).scaleByPowerOfTen(3).setScale(0, RoundingMode.UP));
  }

  /** The value as the nearest double ({@code AsApproximateFloat64()}). */
  public static double approximate(String text) {
    return value(text).doubleValue();
  }

  /**
   * A measured number in thousandths, as KEDA hands it to the HPA: rounded to three decimals, and 0
   * for NaN, infinities and negative numbers ({@code quantityFromFloat64} in KEDA's {@code
   * pkg/scalers/scaler.go}).
   */
  public static long thousandths(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value < 0) {
      return 0;
    }
    return bounded(new BigDecimal(value).setScale(3, RoundingMode.HALF_EVEN).scaleByPowerOfTen(3));
  }

  /** A number as an external metrics API would write it, in thousandths. */
  public static long milliValue(double value) {
    return bounded(BigDecimal.valueOf(value).scaleByPowerOfTen(3).setScale(0, RoundingMode.UP));
  }

  /**
   * The double that Kubernetes makes of a quantity kept in thousandths ({@code
   * AsApproximateFloat64()} multiplies by 0.001, which is not always the nearest double).
   */
  public static double approximate(long milliValue) {
    return milliValue * 0.001;
  }

  private static BigDecimal value(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new NumberFormatException(text);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    if (suffix == null) {
      return number;
    }
    return switch (suffix) {
      case "n" -> number.scaleByPowerOfTen(-9);
      case "u" -> number.scaleByPowerOfTen(-6);
      case "m" -> number.scaleByPowerOfTen(-3);
      case "k" -> number.scaleByPowerOfTen(3);
      case "M" -> number.scaleByPowerOfTen(6);
      case "G" -> number.scaleByPowerOfTen(9);
      case "T" -> number.scaleByPowerOfTen(12);
      case "P" -> number.scaleByPowerOfTen(15);
      case "E" -> number.scaleByPowerOfTen(18);
      case "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" ->
          number.multiply(BigDecimal.valueOf(2).pow(10 * (1 + "KMGTPE".indexOf(suffix.charAt(0)))));
      default -> number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    };
  }

  private static long bounded(BigDecimal value) {
    if (value.abs().compareTo(LARGEST) > 0) {
      return value.signum() > 0 ? Long.MAX_VALUE : -Long.MAX_VALUE;
    }
    return value.longValueExact();
  }
}
