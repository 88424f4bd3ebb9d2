package dev.scaleproof.sim.http;

/**
 * What answers one method and path.
 *
 * @param path with names in braces for parts that vary
 * @param counted whether the HTTP metrics count it
 * @param handler called on the connection's event loop once the whole body is there
 */
public record Route(String method, String path, boolean counted, RouteHandler handler) {}
