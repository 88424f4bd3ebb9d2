package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.text.JsonText;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** Answers what needs no engine. */
public final class InfoHandlers {
  /** The version of vLLM whose behaviour is reproduced. */
  public static final String VLLM_VERSION = "0.32.0";

  private final ServedModel model;
  private final IntSupplier load;
  private final BooleanSupplier dead;

  /**
   * Makes them.
   *
   * @param load how many requests are being answered
   * @param dead whether the engine is
   */
  public InfoHandlers(ServedModel model, IntSupplier load, BooleanSupplier dead) {
    this.model = model;
    this.load = load;
    this.dead = dead;
  }

  /** {@code GET /v1/models}. */
  public void models(Exchange exchange) {
    long now = System.currentTimeMillis() / 1000;
    String cards =
        model.names().stream().map(name -> card(name, now)).collect(Collectors.joining(","));
    exchange.respond(Response.json(200, "{\"object\":\"list\",\"data\":[" + cards + "]}"));
  }

  private String card(String name, long now) {
    return "{\"id\":%s,\"object\":\"model\",\"created\":%d,\"owned_by\":\"vllm\",\"root\":%s,\"parent\":null,\"max_model_len\":%d,\"permission\":[{\"id\":\"modelperm-%s\",\"object\":\"model_permission\",\"created\":%d,\"allow_create_engine\":false,\"allow_sampling\":true,\"allow_logprobs\":true,\"allow_search_indices\":false,\"allow_view\":true,\"allow_fine_tuning\":false,\"organization\":\"*\",\"group\":null,\"is_blocking\":false}]}"
        .formatted(
            JsonText.quote(name),
            now,
            JsonText.quote(model.root()),
            model.maxModelLen(),
            Ids.random(),
            now);
  }

  /** {@code GET /version}. */
  public void version(Exchange exchange) {
    exchange.respond(Response.json(200, "{\"version\":\"" + VLLM_VERSION + "\"}"));
  }

  /** {@code GET /load}. */
  public void load(Exchange exchange) {
    exchange.respond(Response.json(200, "{\"server_load\":" + load.getAsInt() + "}"));
  }

  /** {@code GET /kv_event_sources}: none. */
  void eventSources(Exchange exchange) {
    exchange.respond(Response.json(200, "{}"));
  }

  /** {@code POST /is_scaling_elastic_ep}: never. */
  void scaling(Exchange exchange) {
    exchange.respond(Response.json(200, "{\"is_scaling_elastic_ep\":false}"));
  }

  /** {@code GET /health} and {@code /ping}: 503 once the engine is dead. */
  public void alive(Exchange exchange) {
    exchange.respond(Response.empty(dead.getAsBoolean() ? 503 : 200));
  }
}
