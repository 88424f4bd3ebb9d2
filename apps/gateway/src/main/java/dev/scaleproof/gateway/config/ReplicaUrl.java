package dev.scaleproof.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Reader of a replica's URL: {@code http://host:port}, nothing after it. */
public final class ReplicaUrl {

  private ReplicaUrl() {}

  /**
   * The URL that a text says.
   *
   * @throws IllegalArgumentException with one line for the person who wrote it
   */
  public static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a URL like http://127.0.0.1:8000", malformed);
    }
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("'" + text + "' is not a URL like http://127.0.0.1:8000");
    }
    String path = uri.getRawPath();
    if ((path != null && !path.isEmpty() && !path.equals("/"))
        || uri.getRawQuery() != null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "'" + text + "' has more than host and port; requests keep their own path");
    }
    int port = uri.getPort() == -1 ? 80 : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("'" + text + "' has no valid port");
    }
    return URI.create("http://" + uri.getHost() + ":" + port);
  }
}
