package dev.scaleproof.sim.http;

/**
 * What answers one method and path.
 *
 * @param counted whether the HTTP metrics count it
 * @param handler called on the connection's event loop once the whole body is there
 */
record Route(String method, String path, boolean counted, RouteHandler handler) {}
