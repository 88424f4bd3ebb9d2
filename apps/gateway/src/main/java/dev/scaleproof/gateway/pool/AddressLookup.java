package dev.scaleproof.gateway.pool;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Resolver of names, so that tests need no name server. */
@FunctionalInterface
interface AddressLookup {

  /** What a lookup may say. */
  sealed interface Answer {
    /** The name has these addresses. */
    record Addresses(List<InetAddress> addresses) implements Answer {}

    /**
     * The name servers say that there is no such name, or no address: a headless Service without
     * ready pods.
     */
    record None() implements Answer {}

    /** The name servers cannot be asked now. */
    record Unavailable(String reason) implements Answer {}
  }

  /** Asks; may block. */
  Answer lookup(String host);

  /** The JDK's resolver, which follows resolv.conf and the hosts file. */
  static AddressLookup ofSystem() {
    return host -> {
      try {
        return new Answer.Addresses(Arrays.asList(InetAddress.getAllByName(host)));
      } catch (UnknownHostException unknown) {
        // The JDK tells the two cases apart only in the text of the C library: EAI_AGAIN in glibc
        // and in musl.
        String message = String.valueOf(unknown.getMessage());
        boolean temporary = message.contains("emporary failure") || message.contains("ry again");
        return temporary ? new Answer.Unavailable(message) : new Answer.None();
      }
    };
  }
}
