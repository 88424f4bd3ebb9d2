package dev.scaleproof.demo.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's memory. */
public final class Memory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final long KIB = 1024;

  private Memory() {}

  /** How many more children fit, each at the most that its flags allow. */
  public static int childrenThatFit(Program program) {
    return (int) Math.min(Integer.MAX_VALUE, availableBytes() / program.maximumBytes());
  }

  /** Bytes that processes can have without swapping, as well as the system says. */
  private static long availableBytes() {
    try {
      for (String line : Files.readAllLines(LINUX)) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
        }
      }
    } catch (IOException notLinux) {
      // The JVM knows the total everywhere; half of it is a fair guess of what is free.
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() / 2
        : Long.MAX_VALUE;
  }
}
