package dev.scaleproof.sim.engine;

import java.util.List;

/** The built-in profiles, all of a 7B model with grouped-query attention (Mistral-7B). */
final class HardwareProfiles {
  static final List<HardwareProfile> BUILT_IN =
      List.of(
          new HardwareProfile("L4", 55e6, 130e3, 40e3, 0.5e3, 50_000),
          new HardwareProfile("T4-AWQ", 25e6, 400e3, 400e3, 0.5e3, 70_000),
          new HardwareProfile("A100", 11e6, 40e3, 15e3, 0.1e3, 400_000));

  private HardwareProfiles() {}
}
