package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** vLLM's endpoints, all but the scrape. */
public final class Endpoints {
  private final List<Endpoint> all = new ArrayList<>();

  /**
   * Makes them.
   *
   * @param loadTracked whether {@code /load} counts requests
   */
  public Endpoints(
      ServedModel model, Vocabulary vocabulary, GenerateHandler generate, boolean loadTracked) {
    InfoHandlers info = new InfoHandlers(model, loadTracked ? generate::inFlight : () -> 0);
    TokenizeHandler tokens = new TokenizeHandler(model, vocabulary, generate);
    MessagesHandler messages = new MessagesHandler(generate);
    ResponsesHandler responses = new ResponsesHandler(model, generate);
    text("/v1/chat/completions", "Create Chat Completion", RequestShapes.CHAT, generate::chat);
    text(
        "/v1/completions",
        "Create Completion",
        RequestShapes.COMPLETION,
        generate::completion);
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
    get("/v1/responses/{response_id}", "Retrieve Responses", true, responses::unknown);
    post("/v1/responses/{response_id}/cancel", "Cancel Responses", null, responses::unknown);
    for (String path :
        new String[] {
          "/v1/chat/completions/render", "/v1/completions/render", "/inference/v1/abort_requests"
        }) {
      post(path, "Scale-out, which is disabled", null, Endpoints::scaleOut);
    }
    post("/is_scaling_elastic_ep", "Is Scaling Elastic Ep", null, info::scaling);
    get("/kv_event_sources", "Kv Event Sources", true, info::eventSources);
    get("/v1/models", "Show Available Models", true, info::models);
    get("/health", "Health", false, info::alive);
    get("/ping", "Ping", false, info::alive);
    all.add(new Endpoint("POST", "/ping", false, "Ping", null, false, info::alive));
    get("/version", "Show Version", false, info::version);
    get("/load", "Get Server Load Metrics", false, info::load);
  }

  /** Adds one, as the document describes it. */
  public Endpoints get(String path, String summary, boolean counted, RouteHandler handler) {
    all.add(new Endpoint("GET", path, counted, summary, null, false, handler));
    return this;
  }

  /** All of them, and the document that describes them. */
  public List<Endpoint> all() {
    List<Endpoint> described = List.copyOf(all);
    Supplier<byte[]> document = OpenApi.document(described);
    RouteHandler handler =
        exchange -> exchange.respond(Response.text(200, "application/json", document.get()));
    List<Endpoint> served = new ArrayList<>(described);
    // FastAPI leaves its own document out of it, and answers HEAD for it alone.
    for (String method : new String[] {"GET", "HEAD"}) {
      served.add(new Endpoint(method, "/openapi.json", true, "", null, false, handler));
    }
    return served;
  }

  private void text(String path, String summary, Shape body, RouteHandler handler) {
    all.add(new Endpoint("POST", path, true, summary, body, true, handler));
  }

  private void post(String path, String summary, @Nullable Shape body, RouteHandler handler) {
    all.add(new Endpoint("POST", path, true, summary, body, false, handler));
  }

  private static void scaleOut(Exchange exchange) {
    exchange.respond(ApiError.scaleOutDisabled().response());
  }
}
