package dev.scaleproof.cluster.lease;

import dev.scaleproof.lease.LeaseDurations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as leases have it: 45m, 1h30m, 90s; never nothing. */
public final class LeaseSpan implements ITypeConverter<Duration> {
  private static final String EXAMPLE = ", as in LEASE=45m";

  @Override
  public Duration convert(String text) {
    Duration duration;
    try {
      duration = LeaseDurations.parse(text);
    } catch (IllegalArgumentException none) {
      throw new TypeConversionException(none.getMessage() + EXAMPLE);
    }
    if (duration.isZero()) {
      throw new TypeConversionException(
          "'%s' is no time at all, use 45m".formatted(text) + EXAMPLE);
    }
    return duration;
  }
}
