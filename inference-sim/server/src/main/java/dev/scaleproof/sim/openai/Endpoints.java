package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.openai.Endpoint.Answers.JSON;
import static dev.scaleproof.sim.openai.Endpoint.Answers.JSON_OR_EVENTS;
import static dev.scaleproof.sim.openai.Endpoint.Answers.NOTHING;

import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table of vLLM's endpoints. */
public final class Endpoints {
  private final List<Endpoint> all = new ArrayList<>();

  private final UnaryOperator<RouteHandler> generating;

  /**
   * Makes them.
   *
   * @param generating put around what the engine answers
   */
  public Endpoints(
      ServedModel model,
      Vocabulary vocabulary,
      GenerateHandler generate,
      InfoHandlers info,
      UnaryOperator<RouteHandler> generating) {
    this.generating = generating;
    TokenizeHandler tokens = new TokenizeHandler(model, vocabulary, generate);
    MessagesHandler messages = new MessagesHandler(generate);
    ResponsesHandler responses = new ResponsesHandler(model, generate);
    text("/v1/chat/completions", "Create Chat Completion", RequestShapes.CHAT, generate::chat);
    text("/v1/completions", "Create Completion", RequestShapes.COMPLETION, generate::completion);
    text("/v1/responses", "Create Responses", ResponsesShapes.RESPONSES, responses::create);
    text("/v1/messages", "Create Messages", MessagesShapes.MESSAGES, messages::messages);
    text("/invocations", "Invocations", Shapes.OBJECT, new Invocations(generate)::invoke);
    post(
        "/v1/messages/count_tokens",
        "Count Tokens",
        MessagesShapes.COUNT_TOKENS,
        messages::countTokens);
    post("/tokenize", "Tokenize", RequestShapes.TOKENIZE, tokens::tokenize);
    post("/detokenize", "Detokenize", RequestShapes.DETOKENIZE, tokens::detokenize);
    add("GET", "/v1/responses/{response_id}", "Retrieve Responses", true, JSON, responses::unknown);
    post("/v1/responses/{response_id}/cancel", "Cancel Responses", null, responses::unknown);
    for (String path :
        new String[] {
          "/v1/chat/completions/render", "/v1/completions/render", "/inference/v1/abort_requests"
        }) {
      post(path, "", null, Endpoints::scaleOut);
    }
    post("/is_scaling_elastic_ep", "Is Scaling Elastic Ep", null, info::scaling);
    add("GET", "/kv_event_sources", "Kv Event Sources", true, JSON, info::eventSources);
    add("GET", "/v1/models", "Show Available Models", true, JSON, info::models);
    add("GET", "/health", "Health", false, NOTHING, info::alive);
    add("GET", "/ping", "Ping", false, NOTHING, info::alive);
    add("POST", "/ping", "Ping", false, NOTHING, info::alive);
    add("GET", "/version", "Show Version", false, JSON, info::version);
    add("GET", "/load", "Get Server Load Metrics", false, JSON, info::load);
  }

  /** Adds one without a body, as the document describes it. */
  public Endpoints add(
      String method,
      String path,
      String summary,
      boolean counted,
      Endpoint.Answers answer,
      RouteHandler handler) {
    all.add(new Endpoint(method, path, counted, summary, null, answer, handler));
    return this;
  }

  /** All of them, and the document that describes them. */
  public List<Endpoint> all() {
    List<Endpoint> described = all.stream().filter(one -> !one.summary().isEmpty()).toList();
    Supplier<byte[]> document = OpenApi.document(described);
    RouteHandler handler =
        exchange -> exchange.respond(Response.text(200, "application/json", document.get()));
    List<Endpoint> served = new ArrayList<>(all);
    // FastAPI leaves its own document out of it, and answers HEAD for it alone.
    for (String method : new String[] {"GET", "HEAD"}) {
      served.add(new Endpoint(method, "/openapi.json", true, "", null, JSON, handler));
    }
    return served;
  }

  private void text(String path, String summary, Shape body, RouteHandler handler) {
    all.add(
        new Endpoint("POST", path, true, summary, body, JSON_OR_EVENTS, generating.apply(handler)));
  }

  private void post(String path, String summary, @Nullable Shape body, RouteHandler handler) {
    all.add(new Endpoint("POST", path, true, summary, body, JSON, handler));
  }

  private static void scaleOut(Exchange exchange) {
    exchange.respond(ApiError.scaleOutDisabled().response());
  }
}
