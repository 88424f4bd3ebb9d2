package dev.scaleproof.sim.http;

/** Answers requests, now or later, without blocking the event loop it is called on. */
@FunctionalInterface
public interface RouteHandler {
  void handle(Exchange exchange);
}
