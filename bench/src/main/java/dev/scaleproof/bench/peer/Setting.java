package dev.scaleproof.bench.peer;

import java.net.URI;
import java.nio.file.Path;

/**
 * What a proxy is started with.
 *
 * @param port to listen on, on 127.0.0.1
 * @param upstream the one server behind it
 * @param cores of this machine
 * @param folder for its configuration and temporary files
 */
public record Setting(int port, URI upstream, int cores, Path folder) {

  /** {@code host:port} of the upstream. */
  String upstreamAuthority() {
    return upstream.getHost() + ":" + upstream.getPort();
  }
}
