package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.openai.Parameters.bool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.text.Vocabulary;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /tokenize} and {@code /detokenize}. */
public final class TokenizeHandler {
  private final ServedModel model;
  private final Vocabulary vocabulary;
  private final GenerateHandler generate;

  public TokenizeHandler(ServedModel model, Vocabulary vocabulary, GenerateHandler generate) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.generate = generate;
  }

  /** {@code POST /tokenize}: a text's tokens, or a chat's. */
  public void tokenize(Exchange exchange) {
    generate.answer(exchange, this::tokenized, ApiError::response);
  }

  /** {@code POST /detokenize}: tokens' text. */
  public void detokenize(Exchange exchange) {
    generate.answer(exchange, this::detokenized, ApiError::response);
  }

  private Response tokenized(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, BodyReader.Rules.NONE, RequestShapes.TOKENIZE);
    int[] tokens = tokens(request);
    String strings = "null";
    if (bool(request, "return_token_strs", false)) {
      strings =
          Arrays.stream(tokens)
              .mapToObj(token -> JsonText.quote(vocabulary.name(token)))
              .collect(Collectors.joining(",", "[", "]"));
    }
    return Response.json(
        200,
        "{\"count\":%d,\"max_model_len\":%d,\"tokens\":%s,\"token_strs\":%s}"
            .formatted(
                tokens.length,
                model.maxModelLen(),
                Arrays.stream(tokens)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(",", "[", "]")),
                strings));
  }

  private int[] tokens(JsonNode request) throws ApiError.Thrown {
    JobReader reader = generate.reader();
    if (!request.path("prompt").isTextual()) {
      return reader.chatTokens(request);
    }
    reader.checkModel(request.path("model").asText(""));
    boolean begin = bool(request, "add_special_tokens", true);
    return reader.textTokens(request.get("prompt").asText(), begin, Parameters.NONE);
  }

  private Response detokenized(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, BodyReader.Rules.NONE, RequestShapes.DETOKENIZE);
    generate.reader().checkModel(request.path("model").asText(""));
    int[] known =
        Arrays.stream(Parameters.tokens(request.get("tokens")))
            .filter(token -> token < Vocabulary.SIZE)
            .toArray();
    return Response.json(200, "{\"prompt\":" + JsonText.quote(vocabulary.decode(known)) + "}");
  }
}
