package dev.scaleproof.sim.metrics;

import java.nio.charset.StandardCharsets;

/** The text of {@code /metrics}. Thread-safe. */
public final class Scrape {
  /** What the Python client of vLLM 0.32 answers with. */
  public static final String CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8";

  private final EngineMetrics engine;
  private final HttpMetrics http;

  public Scrape(EngineMetrics engine, HttpMetrics http) {
    this.engine = engine;
    this.http = http;
  }

  public byte[] render() {
    StringBuilder out = new StringBuilder(1 << 16);
    ProcessMetrics.write(out);
    engine.write(out);
    http.write(out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
