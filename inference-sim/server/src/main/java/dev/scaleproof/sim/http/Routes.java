package dev.scaleproof.sim.http;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's routes: exact paths, as Starlette matches them. Immutable once the server runs. */
public final class Routes {
  /** What a method and path lead to. */
  sealed interface Match {
    record Found(Route route) implements Match {}

    /** The path exists; {@code allowed} is the method that it takes. */
    record WrongMethod(String allowed) implements Match {}

    /** The same path without its trailing slash exists. */
    record Redirect(String path) implements Match {}

    record NotFound() implements Match {}
  }

  private final Map<String, Map<String, Route>> paths = new HashMap<>();

  /** Adds a route that the HTTP metrics count. */
  public Routes add(String method, String path, RouteHandler handler) {
    return add(new Route(method, path, true, handler));
  }

  /** Adds a route that vLLM leaves out of its HTTP metrics. */
  public Routes addUncounted(String method, String path, RouteHandler handler) {
    return add(new Route(method, path, false, handler));
  }

  private Routes add(Route route) {
    paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>()).put(route.method(), route);
    return this;
  }

  boolean has(String path) {
    return paths.containsKey(path);
  }

  Match match(String method, String path) {
    Map<String, Route> methods = paths.get(path);
    if (methods == null) {
      String trimmed = withoutSlash(path);
      return trimmed != null && paths.containsKey(trimmed)
          ? new Match.Redirect(trimmed)
          : new Match.NotFound();
    }
    Route route = methods.get(method);
    return route != null
        ? new Match.Found(route)
        : new Match.WrongMethod(methods.keySet().iterator().next());
  }

  private static @Nullable String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : null;
  }
}
