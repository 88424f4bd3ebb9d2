package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.validation.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of what the server answers, from which its routes and its OpenAPI document
 * are made.
 *
 * @param path with names in braces for parts that vary
 * @param counted whether the HTTP metrics count it
 * @param summary what it is called in the document; empty for one that is left out of it
 * @param body the shape of the JSON body that it takes, or null if it takes none
 * @param answer what it answers with
 */
public record Endpoint(
    String method,
    String path,
    boolean counted,
    String summary,
    @Nullable Shape body,
    Answers answer,
    RouteHandler handler) {
  /** What an endpoint answers with when nothing is wrong. */
  public enum Answers {
    NOTHING,
    JSON,
    JSON_OR_EVENTS,
    TEXT
  }
}
