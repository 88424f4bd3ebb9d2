package dev.scaleproof.sim.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request's head alone decides, in the order of vLLM's middlewares: malformed requests,
 * CORS, API key, route, size.
 *
 * @param route null if it is refused
 * @param refusal null if it may go on
 * @param closes whether the connection cannot be used after the refusal
 * @param handlerName for the HTTP metrics; empty if they do not count it
 */
record Entrance(
    @Nullable Route route, @Nullable Response refusal, boolean closes, String handlerName) {
  private static final String UNKNOWN = "none";

  /** Those that uvicorn's parser knows; to it any other is no HTTP. */
  private static final Set<String> METHODS =
      Set.of(
          ("DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH"
                  + " SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE"
                  + " M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK"
                  + " SOURCE QUERY")
              .split(" ", -1));

  /** What an API key guards. */
  private static final List<String> GUARDED = List.of("/v1", "/v2", "/inference", "/cohere");

  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers,"
          + " Access-Control-Request-Private-Network";

  RouteHandler handler() {
    if (route == null) {
      throw new IllegalStateException("refused");
    }
    return route.handler();
  }

  static Entrance of(ServerContext server, HttpRequest request, String path) {
    if (!request.decoderResult().isSuccess() || !METHODS.contains(request.method().name())) {
      byte[] message = "Invalid HTTP request received.".getBytes(StandardCharsets.UTF_8);
      return new Entrance(null, Response.text(400, "text/plain; charset=utf-8", message), true, "");
    }
    Response preflight = preflight(request);
    if (preflight != null) {
      return new Entrance(null, preflight, false, "");
    }
    String method = request.method().name();
    if (!authorized(server.settings(), request, method, path)) {
      return new Entrance(null, Response.json(401, "{\"error\":\"Unauthorized\"}"), false, "");
    }
    return switch (server.routes().match(method, path)) {
      case Routes.Match.NotFound none ->
          new Entrance(null, Response.detail(404, "Not Found"), false, UNKNOWN);
      case Routes.Match.WrongMethod wrong ->
          new Entrance(
              null,
              Response.detail(405, "Method Not Allowed").with("allow", wrong.allowed()),
              false,
              UNKNOWN);
      case Routes.Match.Redirect redirect ->
          new Entrance(null, redirect(request, redirect.path()), false, path);
      case Routes.Match.Found found -> sized(server.settings(), request, found.route());
    };
  }

  private static Entrance sized(HttpSettings settings, HttpRequest request, Route route) {
    String name = route.counted() ? route.path() : "";
    if (HttpUtil.getContentLength(request, 0L) > settings.maxBodyBytes()) {
      return new Entrance(null, tooLarge(settings.maxBodyBytes()), true, name);
    }
    return new Entrance(route, null, false, name);
  }

  static Response tooLarge(long limit) {
    return Response.json(
        413,
        "{\"error\":{\"message\":\"The request body is larger than "
            + limit
            + " bytes.\",\"type\":\"Request Entity Too Large\",\"param\":null,\"code\":413}}");
  }

  private static boolean authorized(
      HttpSettings settings, HttpRequest request, String method, String path) {
    List<String> keys = settings.apiKeys();
    if (keys.isEmpty()
        || GUARDED.stream().noneMatch(path::startsWith)
        || method.equals("OPTIONS")) {
      return true;
    }
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    int blank = given == null ? -1 : given.indexOf(' ');
    return given != null
        && blank > 0
        && given.substring(0, blank).equalsIgnoreCase("bearer")
        && keys.contains(given.substring(blank + 1));
  }

  /** As Starlette's CORS middleware answers when no origin is allowed. */
  private static @Nullable Response preflight(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!request.method().name().equals("OPTIONS")
        || !headers.contains(HttpHeaderNames.ORIGIN)
        || !headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
      return null;
    }
    byte[] message = "Disallowed CORS origin".getBytes(StandardCharsets.UTF_8);
    Response answer =
        Response.text(400, "text/plain; charset=utf-8", message)
            .with("vary", PREFLIGHT_VARY)
            .with(
                "access-control-allow-methods",
                "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY")
            .with("access-control-max-age", "600");
    String asked = headers.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
    return asked == null ? answer : answer.with("access-control-allow-headers", asked);
  }

  private static Response redirect(HttpRequest request, String path) {
    String host = request.headers().get(HttpHeaderNames.HOST, "localhost");
    int query = request.uri().indexOf('?');
    String rest = query < 0 ? "" : request.uri().substring(query);
    return Response.empty(307).with("location", "http://" + host + path + rest);
  }
}
