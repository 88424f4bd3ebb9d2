package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareProfileTest {
  private static final HardwareProfile PRIMES = new HardwareProfile("primes", 3, 5, 7, 11, 1000);

  @Test
  void addsUpWhatAStepDoes() {
    assertThat(PRIMES.stepNanos(100, 10, 1)).isEqualTo(3 + 500 + 70 + 11);
  }

  @Test
  void timesAStepByItsTokensSequencesAndContext() {
    Engine engine =
        new Engine(Simulation.roomy(), PRIMES, (sequence, position) -> 1, new EngineListener() {});
    engine.submit(Sequence.of("a", new int[] {1, 2, 3, 4}).maxTokens(3).build(), 0);
    assertThat(engine.step(0)).isEqualTo(3 + 4 * 5 + 7 + 4 * 11);
    assertThat(engine.step(1000)).isEqualTo(3 + 7 + 5 * 11); // decodes: one sequence, five tokens
  }

  @Test
  void takesAPromptOfOneTokenForAPrompt() {
    Engine engine =
        new Engine(Simulation.roomy(), PRIMES, (sequence, position) -> 1, new EngineListener() {});
    engine.submit(Sequence.of("a", new int[] {1}).build(), 0);
    assertThat(engine.step(0)).isEqualTo(3 + 5 + 7 + 11);
  }

  @Test
  void givesTheBlocksThatFit() {
    assertThat(PRIMES.kvBlocks(16)).isEqualTo(62);
    assertThat(EngineConfig.defaults(HardwareProfile.named("L4")).numBlocks()).isEqualTo(3450);
  }

  /** By (memory × utilization − weights) / 128 KiB, the sum that the profiles are made from. */
  @ParameterizedTest
  @CsvSource({
    "L4, 0.9, 55200",
    "L4, 0.95, 64414",
    "L4, 0.8, 36773",
    "L4, 0.5, 0",
    "T4-AWQ, 1, 91288",
    "A100, 0.5, 216856"
  })
  void whatTheWeightsLeaveOfTheUsedMemoryIsKvCache(String name, double utilization, long tokens) {
    HardwareProfile profile = HardwareProfile.named(name).withMemoryUtilization(utilization);
    assertThat(profile.kvCacheTokens()).isEqualTo(tokens);
    assertThat(profile.stepNanos(10, 2, 300))
        .isEqualTo(HardwareProfile.named(name).stepNanos(10, 2, 300));
  }

  @Test
  void aKvCacheOfNoGpuStaysWhatItIs() {
    assertThat(PRIMES.withMemoryUtilization(0.1)).isEqualTo(PRIMES);
  }

  /** The published measurements that the profiles are made from, see {@link HardwareProfiles}. */
  @ParameterizedTest
  @CsvSource({"L4, 1, 17.9", "L4, 4, 68.5", "L4, 8, 133.9", "T4-AWQ, 1, 34"})
  void reproducesItsSourceWithin3Percent(String name, int batch, double tokensPerSecond) {
    HardwareProfile profile = HardwareProfile.named(name);
    double simulated = batch * 1e9 / profile.stepNanos(0, batch, batch * 130L);
    assertThat(simulated).isCloseTo(tokensPerSecond, within(0.03 * tokensPerSecond));
  }

  @Test
  void namesTheKnownProfilesWhenAskedForAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HardwareProfile.named("H100"))
        .withMessage("no profile H100: there are L4, T4-AWQ, A100");
  }

  @Test
  void refusesImpossibleCoefficients() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HardwareProfile("x", 1, -1, 0, 0, 1000))
        .withMessage("perPrefillTokenNanos must be a number of at least 0, not -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HardwareProfile("x", Double.NaN, 0, 0, 0, 1000))
        .withMessage("baseNanos must be a number of at least 0, not NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HardwareProfile("x", 1, 0, 0, 0, -5))
        .withMessage("kvCacheTokens must be at least 0, not -5");
  }
}
