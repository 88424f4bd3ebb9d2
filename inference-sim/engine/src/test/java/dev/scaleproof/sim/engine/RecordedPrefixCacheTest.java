package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The figures of {@code prefix-cache.txt}: what each request adds to vLLM's counters. */
class RecordedPrefixCacheTest {
  private record Deltas(long promptTokens, long queries, long hits, long cached, long computed) {}

  @Test
  void everyRequestAddsWhatWasRecorded() {
    List<Deltas> recorded =
        Recording.lines("prefix-cache.txt").stream()
            .filter(line -> line.contains("deltas"))
            .map(
                line ->
                    new Deltas(
                        value(line, "'prompt_tokens_total'"),
                        value(line, "'prefix_cache_queries_total'"),
                        value(line, "'prefix_cache_hits_total'"),
                        value(line, "'prompt_tokens_cached_total'"),
                        value(line, "'request_prefill_kv_computed_tokens_sum'")))
            .toList();
    assertThat(recorded).hasSize(6);

    Simulation simulation = new Simulation(Simulation.roomy().withBlocks(128, 16_384));
    int[] whole = simulation.prompt(1151);
    int[] part = simulation.prompt(661);
    System.arraycopy(whole, 0, part, 0, 520); // "shared first half": over 4 blocks, under 5
    int[] brief = simulation.prompt(13);
    List<Deltas> simulated = new ArrayList<>();
    for (int[] prompt : Arrays.asList(whole, whole, whole, part, brief, brief)) {
      simulated.add(deltas(simulation, prompt));
    }
    assertThat(simulated).isEqualTo(recorded);
  }

  private static Deltas deltas(Simulation simulation, int[] prompt) {
    EngineState before = simulation.engine.state();
    simulation.submit(prompt, 4);
    simulation.step();
    int computed = simulation.steps.getLast().scheduledTokens();
    simulation.drain();
    EngineState after = simulation.engine.state();
    return new Deltas(
        after.promptTokens() - before.promptTokens(),
        after.prefixCacheQueries() - before.prefixCacheQueries(),
        after.prefixCacheHits() - before.prefixCacheHits(),
        after.cachedPromptTokens() - before.cachedPromptTokens(),
        computed);
  }

  /** 0 where the counter did not move. */
  private static long value(String line, String name) {
    Matcher matcher = Pattern.compile(Pattern.quote(name) + ": ([0-9.]+)").matcher(line);
    return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : 0;
  }
}
