package dev.scaleproof.sim.engine;

/** What an engine has counted since it was made; see {@link EngineState} for the metrics. */
final class Counters {
  long promptTokens;
  long cachedPromptTokens;
  long generationTokens;
  long prefixCacheQueries;
  long prefixCacheHits;
  long preemptions;
  long steps;
}
