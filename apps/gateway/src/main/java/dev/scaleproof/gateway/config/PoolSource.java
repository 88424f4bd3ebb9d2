package dev.scaleproof.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Where the pools of replicas come from. */
public sealed interface PoolSource {

  /** One pool named {@code default} for every model, with these replicas. */
  record Upstreams(List<URI> urls) implements PoolSource {
    /** Copies the list. */
    public Upstreams {
      urls = List.copyOf(urls);
    }
  }

  /** A YAML file that is read again whenever it changes. */
  record PoolsFile(Path path) implements PoolSource {}

  /** One pool named {@code default} for every model: the addresses that a name resolves to. */
  record Dns(String host, int port) implements PoolSource {}
}
