package dev.scaleproof.demo.replica;

import java.io.IOException;
import java.util.List;

/** What lets replicas have work, and no others. */
@FunctionalInterface
public interface Membership {
  /** Gives work to these from now on; called at each change, on the event loop's thread. */
  void serving(List<Replica> serving) throws IOException;
}
