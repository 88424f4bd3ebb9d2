package dev.scaleproof.sim.life;

import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.run.EngineLoop.SleepMode;
import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sleep}, {@code /wake_up} and {@code /is_sleeping} of vLLM's development mode
 * (entrypoints/serve/dev/sleep/api_router.py). They answer when the engine has done it.
 */
public final class SleepHandlers {
  private final EngineLoop loop;

  public SleepHandlers(EngineLoop loop) {
    this.loop = loop;
  }

  /** {@code POST /sleep?level=1&mode=abort}. */
  public void sleep(Exchange exchange) {
    String level = last(exchange, "level", "1");
    String mode = last(exchange, "mode", "abort");
    Integer number = integer(level);
    if (number == null) {
      exchange.respond(
          error(400, "BadRequestError", "invalid literal for int() with base 10: '" + level + "'"));
      return;
    }
    SleepMode known = mode(mode);
    if (known == null) {
      exchange.respond(
          error(
              500,
              "InternalServerError",
              "Call to sleep method failed: Invalid pause mode: " + mode));
      return;
    }
    answer(exchange, loop.sleep(number, known));
  }

  /** {@code POST /wake_up}, perhaps with {@code tags}. */
  public void wakeUp(Exchange exchange) {
    List<String> tags = exchange.query("tags");
    answer(exchange, loop.wakeUp(tags.isEmpty() ? null : tags));
  }

  /** {@code GET /is_sleeping}. */
  public void isSleeping(Exchange exchange) {
    exchange.respond(Response.json(200, "{\"is_sleeping\":" + loop.isSleeping() + "}"));
  }

  private static void answer(Exchange exchange, CompletableFuture<Void> done) {
    var unused =
        done.thenRunAsync(() -> exchange.respond(Response.empty(200)), exchange.eventLoop());
  }

  /** As Starlette, which takes the last of several. */
  private static String last(Exchange exchange, String name, String otherwise) {
    List<String> values = exchange.query(name);
    return values.isEmpty() ? otherwise : values.getLast();
  }

  private static @Nullable Integer integer(String text) {
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  private static @Nullable SleepMode mode(String text) {
    for (SleepMode mode : SleepMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    return null;
  }

  private static Response error(int status, String type, String message) {
    return Response.json(
        status,
        "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%d}}"
            .formatted(JsonText.quote(message), type, status));
  }
}
