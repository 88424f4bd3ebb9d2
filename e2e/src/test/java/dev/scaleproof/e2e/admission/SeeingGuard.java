package dev.scaleproof.e2e.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Sees every lease at once, as the guard's ServiceAccount, and ends none: what the guard decides is
 * tested with the guard. Closing it ends it.
 */
final class SeeingGuard implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration ANY = Duration.ofMinutes(30);

  private final Requests api;
  private final Thread thread;

  private SeeingGuard(Requests api) {
    this.api = api.as(World.GUARD);
    this.thread = Thread.ofVirtual().unstarted(this::see);
  }

  static SeeingGuard over(World world) {
    SeeingGuard guard = new SeeingGuard(world.api());
    guard.thread.start();
    return guard;
  }

  private void see() {
    try {
      while (true) {
        JsonNode lease = api.get(World.LEASE).body();
        long generation = lease.at("/metadata/generation").asLong();
        if (generation > lease.at("/status/observedGeneration").asLong()) {
          boolean held = !lease.at("/spec/duration").asText().equals("0s");
          Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
          api.patch(
              World.LEASE + "/status",
              Requests.MERGE,
              """
              {"status": {"phase": "%s", "observedGeneration": %d, "startedAt": "%s", "expiresAt": "%s"}}"""
                  .formatted(held ? "Active" : "Idle", generation, now, now.plus(ANY)));
        }
        Thread.sleep(PAUSE);
      }
    } catch (IOException | InterruptedException over) {
      // The test is.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
