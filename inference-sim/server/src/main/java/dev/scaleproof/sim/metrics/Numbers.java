package dev.scaleproof.sim.metrics;

import java.math.BigDecimal;

/** Numbers as the Python Prometheus client prints them. */
final class Numbers {
  private Numbers() {}

  /**
   * The shortest text that reads back as the same double, always with a decimal point, and with an
   * exponent from 1e6 on as Go would write it ({@code 1.7953138217266576e+09}).
   */
  static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return (long) value + ".0";
    }
    if (value != 0 && Math.abs(value) < 1e-4) {
      return smallExponent(value);
    }
    String plain = new BigDecimal(Double.toString(value)).toPlainString();
    if (plain.indexOf('.') < 0) {
      plain += ".0";
    }
    int dot = plain.indexOf('.');
    if (value <= 0 || dot <= 6) {
      return plain;
    }
    String digits = plain.substring(1, dot) + plain.substring(dot + 1);
    String mantissa = (plain.charAt(0) + "." + digits).replaceAll("[0.]+$", "");
    return mantissa + (dot - 1 < 10 ? "e+0" : "e+") + (dot - 1);
  }

  /** Python writes 1e-05 where Java writes 1.0E-5. */
  private static String smallExponent(double value) {
    String java = Double.toString(value);
    int e = java.indexOf('E');
    String mantissa = java.substring(0, e);
    if (mantissa.endsWith(".0")) {
      mantissa = mantissa.substring(0, mantissa.length() - 2);
    }
    int exponent = Integer.parseInt(java.substring(e + 2));
    return mantissa + (exponent < 10 ? "e-0" : "e-") + exponent;
  }
}
