package dev.scaleproof.rag.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** The scrape endpoint, in Prometheus's text format. */
@Controller
final class MetricsController {

  private final PrometheusMeterRegistry registry;

  MetricsController(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Get(value = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
  String metrics() {
    return registry.scrape();
  }
}
