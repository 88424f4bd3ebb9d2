package dev.scaleproof.bench.peer;

import dev.scaleproof.bench.process.Invocation;
import java.io.IOException;

/**
 * One proxy.
 *
 * @param name as chosen with {@code --peers}
 * @param source where it comes from
 * @param launch how it is configured and called
 */
public record Peer(String name, Source source, Launch launch) {

  /** Writes the configuration into the setting's folder and says how to start. */
  @FunctionalInterface
  public interface Launch {
    Invocation prepare(Installation.Present program, Setting setting) throws IOException;
  }
}
