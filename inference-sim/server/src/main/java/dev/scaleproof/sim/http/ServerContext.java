package dev.scaleproof.sim.http;

import dev.scaleproof.sim.time.SimulatedClock;

/** What all connections share. */
public record ServerContext(
    HttpSettings settings, Routes routes, HttpObserver observer, SimulatedClock clock) {}
