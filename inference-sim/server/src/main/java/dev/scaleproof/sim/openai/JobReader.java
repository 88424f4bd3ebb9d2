package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.text.ChatTemplate;
import dev.scaleproof.sim.text.Message;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.JsonBody;
import dev.scaleproof.sim.validation.Lax;
import dev.scaleproof.sim.validation.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns request bodies into {@link Job}s, or says what is wrong with them, in vLLM's order: JSON,
 * content type, shape, combinations, model, prompt, sampling parameters. Thread-safe.
 */
final class JobReader {
  private final ServedModel model;
  private final Vocabulary vocabulary;
  private final ChatTemplate template;
  private final PromptLimits limits;

  JobReader(ServedModel model, Vocabulary vocabulary) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.template = new ChatTemplate(vocabulary);
    this.limits = new PromptLimits(model.maxModelLen());
  }

  Job chat(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request = read(body, contentType, RequestShapes.CHAT);
    Parameters parameters = Parameters.ofChat(request);
    Combinations.checkChat(request, parameters);
    checkModel(parameters);
    Combinations.checkTools(request);
    limits.checkMaxTokens(parameters);
    List<Message> messages = messages(request.get("messages"));
    if (messages.isEmpty()) {
      throw ApiError.bad(
              "Cannot apply chat template to an empty conversation. Provide at least one message.")
          .thrown();
    }
    limits.checkText(messages.stream().mapToLong(one -> one.content().length()).sum());
    Vocabulary.Encoded prompt =
        template.apply(
            messages,
            flag(request, "add_generation_prompt", true),
            limits.tokensToRead(parameters));
    Prompt ready = new Prompt(limits.fit(prompt, parameters), "");
    return checked(new ChatFormat(), parameters, List.of(ready));
  }

  Job completion(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request = read(body, contentType, RequestShapes.COMPLETION);
    Parameters parameters = Parameters.ofCompletion(request);
    Combinations.checkCompletion(request, parameters);
    checkModel(parameters);
    limits.checkMaxTokens(parameters);
    boolean begin = flag(request, "add_special_tokens", true);
    List<Prompt> prompts = new ArrayList<>();
    JsonNode prompt = request.get("prompt");
    if (prompt.isTextual()) {
      prompts.add(text(prompt.asText(), begin, parameters));
    } else if (prompt.get(0).isTextual()) {
      for (JsonNode one : prompt) {
        prompts.add(text(one.asText(), begin, parameters));
      }
    } else if (prompt.get(0).isArray()) {
      for (JsonNode one : prompt) {
        prompts.add(tokens(one, parameters));
      }
    } else {
      prompts.add(tokens(prompt, parameters));
    }
    return checked(new CompletionFormat(), parameters, prompts);
  }

  /** The tokens of a chat or of a text, for the tokenizer's endpoint. */
  private Prompt text(String text, boolean begin, Parameters parameters) throws ApiError.Thrown {
    limits.checkText(text.length());
    int limit = limits.tokensToRead(parameters);
    Vocabulary.Encoded encoded = vocabulary.encode(text, limit);
    int[] tokens = encoded.tokens();
    if (begin) {
      int[] begun = new int[tokens.length + 1];
      begun[0] = Vocabulary.BEGIN;
      System.arraycopy(tokens, 0, begun, 1, tokens.length);
      tokens = begun;
    }
    int[] fitting = limits.fit(new Vocabulary.Encoded(tokens, encoded.truncated()), parameters);
    if (fitting.length == 0) {
      throw Combinations.noPrompt().thrown();
    }
    return new Prompt(fitting, parameters.echo() ? text : "");
  }

  private Prompt tokens(JsonNode list, Parameters parameters) throws ApiError.Thrown {
    int[] tokens = Parameters.tokens(list);
    if (tokens.length == 0) {
      throw Combinations.noPrompt().thrown();
    }
    for (int token : tokens) {
      if (token >= Vocabulary.SIZE) {
        throw ApiError.bad("Token id " + token + " is out of vocabulary").thrown();
      }
    }
    int[] fitting = limits.fit(new Vocabulary.Encoded(tokens, false), parameters);
    return new Prompt(fitting, parameters.echo() ? vocabulary.decode(fitting) : "");
  }

  private Job checked(WireFormat format, Parameters parameters, List<Prompt> prompts)
      throws ApiError.Thrown {
    ParameterRules.check(parameters);
    Job job = new Job(format, parameters, List.copyOf(prompts), model.maxModelLen());
    for (Prompt prompt : prompts) {
      if (job.maxTokens(prompt) < 1) {
        throw ApiError.badValue("max_tokens", "0", "max_tokens must be at least 1, got 0.")
            .thrown();
      }
    }
    return job;
  }

  private static JsonNode read(byte[] body, @Nullable String contentType, Fields shape)
      throws ApiError.Thrown {
    String type =
        contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals("application/json")) {
      throw ApiError.notJson().thrown();
    }
    JsonNode request;
    try {
      request = JsonBody.parse(body);
    } catch (JsonBody.Unreadable unreadable) {
      throw ApiError.shape(unreadable.violations()).thrown();
    } catch (JsonBody.NotText notText) {
      throw ApiError.notText().thrown();
    }
    Violations violations = new Violations();
    shape.check(request, "body", violations);
    if (!violations.isEmpty()) {
      throw ApiError.shape(violations).thrown();
    }
    return request;
  }

  private void checkModel(Parameters parameters) throws ApiError.Thrown {
    String asked = parameters.model();
    if (asked != null && !asked.isEmpty() && !model.names().contains(asked)) {
      throw ApiError.unknownModel(asked, String.join(", ", model.names())).thrown();
    }
  }

  private static List<Message> messages(JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : list) {
      messages.add(
          new Message(
              Fields.get(message, "role").asText(), content(Fields.get(message, "content"))));
    }
    return messages;
  }

  private static String content(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      JsonNode text = part.isTextual() ? part : Fields.get(part, "text");
      if (text.isTextual()) {
        texts.add(text.asText());
      }
    }
    return String.join("\n", texts);
  }

  private static boolean flag(JsonNode request, String name, boolean otherwise) {
    JsonNode value = Fields.get(request, name);
    return value.isNull() ? otherwise : Lax.booleanOf(value);
  }

  /** The request's id without the surface's prefix: the header's, else the body's, else new. */
  static String requestId(Exchange exchange, Parameters parameters) {
    String header = exchange.header("x-request-id");
    if (header != null) {
      return header;
    }
    String given = parameters.requestId();
    return given != null ? given : Ids.random();
  }
}
