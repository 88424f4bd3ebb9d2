package dev.scaleproof.sim.http;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server's routes: as Starlette matches them. Immutable once the server runs. */
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
  private final Map<Pattern, Map<String, Route>> templates = new LinkedHashMap<>();

  /** Adds a route. */
  public Routes add(Route route) {
    Map<String, Route> methods = paths.get(route.path());
    if (methods == null) {
      methods = new LinkedHashMap<>();
      paths.put(route.path(), methods);
      if (route.path().contains("{")) {
        templates.put(Pattern.compile(route.path().replaceAll("\\{\\w+}", "[^/]+")), methods);
      }
    }
    methods.put(route.method(), route);
    return this;
  }

  boolean has(String path) {
    return find(path) != null;
  }

  Match match(String method, String path) {
    Map<String, Route> methods = find(path);
    if (methods == null) {
      String trimmed = withoutSlash(path);
      return trimmed != null && find(trimmed) != null
          ? new Match.Redirect(trimmed)
          : new Match.NotFound();
    }
    Route route = methods.get(method);
    return route != null
        ? new Match.Found(route)
        : new Match.WrongMethod(methods.keySet().iterator().next());
  }

  private @Nullable Map<String, Route> find(String path) {
    Map<String, Route> exact = paths.get(path);
    if (exact != null) {
      return exact;
    }
    return templates.entrySet().stream()
        .filter(template -> template.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String withoutSlash(String path) {
    String trimmed = path.replaceAll("/+$", "");
    return trimmed.isEmpty() || trimmed.length() == path.length() ? null : trimmed;
  }
}
