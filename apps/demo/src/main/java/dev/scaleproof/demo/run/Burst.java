package dev.scaleproof.demo.run;

import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.report.RequestLine;
import java.net.URI;
import java.util.function.Consumer;

/** The load of a scenario: the same requests, in the same order, whenever it is started. */
public interface Burst {
  /** How many requests it is. */
  int requests();

  /**
   * Starts sending and returns.
   *
   * @param front where requests go
   * @param runId distinguishes the request ids of different runs
   * @param each hears of every request as it ends, on a thread of its own
   */
  Running start(URI front, String runId, SimulatedClock clock, Consumer<RequestLine> each);

  /** A burst on its way. */
  interface Running extends AutoCloseable {
    /** Stops sending, if it still is, and frees threads and connections. */
    @Override
    void close();
  }
}
