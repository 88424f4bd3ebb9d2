package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.openai.Parameters.bool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.text.CannedAnswers;
import dev.scaleproof.sim.text.ChatTemplate;
import dev.scaleproof.sim.text.Message;
import dev.scaleproof.sim.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns request bodies into {@link Job}s, or says what is wrong with them, in vLLM's order: JSON,
 * content type, combinations, shape, model, tools, prompt, sampling parameters. Thread-safe.
 */
final class JobReader {
  /** One request must not fill the memory: as many as vLLM allows for one prompt. */
  private static final long MOST_CHOICES = 16_384;

  private final ServedModel model;
  private final Vocabulary vocabulary;
  private final CannedAnswers answers;
  private final ChatTemplate template;
  private final PromptLimits limits;

  JobReader(ServedModel model, Vocabulary vocabulary, CannedAnswers answers) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.answers = answers;
    this.template = new ChatTemplate(vocabulary);
    this.limits = new PromptLimits(model.maxModelLen());
  }

  Job chat(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    return chat(
        new ChatFormat(),
        BodyReader.read(body, contentType, RawRules::checkChat, RequestShapes.CHAT));
  }

  /** A chat that another surface has translated, with the format in which it is answered. */
  Job chat(WireFormat format, JsonNode request) throws ApiError.Thrown {
    Parameters parameters = Parameters.ofChat(request);
    checkModel(parameters.model());
    ToolUse tools = ToolUse.of(request, model.toolParser(), model.autoTools());
    limits.checkMaxTokens(parameters);
    List<Message> messages = Chat.messages(request.get("messages"), model.name());
    Vocabulary.Encoded prompt = render(request, messages, parameters);
    boolean more = bool(request, "add_generation_prompt", true);
    String role = more ? "assistant" : messages.getLast().role();
    Prompt ready =
        new Prompt(
            limits.fit(prompt, parameters),
            parameters.echo() && messages.getLast().role().equals(role)
                ? messages.getLast().content()
                : "",
            speech(request, tools, messages));
    return checked(format, parameters, List.of(ready));
  }

  /** The tokens of a chat. */
  int[] chatTokens(JsonNode request) throws ApiError.Thrown {
    checkModel(request.path("model").asText(""));
    List<Message> messages = Chat.messages(request.get("messages"), model.name());
    return limits.fit(render(request, messages, Parameters.NONE), Parameters.NONE);
  }

  private Vocabulary.Encoded render(JsonNode request, List<Message> messages, Parameters parameters)
      throws ApiError.Thrown {
    if (messages.isEmpty()) {
      throw ApiError.bad(
              "Cannot apply chat template to an empty conversation. Provide at least one message.")
          .thrown();
    }
    limits.checkText(messages.stream().mapToLong(one -> one.content().length()).sum());
    return template.apply(
        messages,
        bool(request, "add_generation_prompt", true)
            && !bool(request, "continue_final_message", false),
        limits.tokensToRead(parameters));
  }

  private Speech speech(JsonNode request, ToolUse tools, List<Message> messages)
      throws ApiError.Thrown {
    String asked = Chat.lastOfUser(messages);
    Speech structured = StructuredOutput.of(request);
    if (tools.calls(messages)) {
      return random -> tools.script(asked, random);
    }
    if (structured != null) {
      return structured;
    }
    return canned(asked);
  }

  private Speech canned(@Nullable String asked) {
    String answer = asked == null ? null : answers.to(asked);
    return answer == null ? Speech.FREE : random -> new Speech.Script(answer);
  }

  Job completion(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, RawRules::checkCompletion, RequestShapes.COMPLETION);
    Parameters parameters = Parameters.ofCompletion(request);
    checkModel(parameters.model());
    if (request.hasNonNull("suffix")) {
      throw ApiError.bad("suffix is not currently supported").thrown();
    }
    if (request.hasNonNull("prompt_embeds")) {
      throw ApiError.bad("You must set `--enable-prompt-embeds` to input `prompt_embeds`.")
          .thrown();
    }
    limits.checkMaxTokens(parameters);
    Speech structured = StructuredOutput.of(request);
    boolean begin = bool(request, "add_special_tokens", true);
    List<Prompt> prompts = new ArrayList<>();
    JsonNode prompt = request.get("prompt");
    if (prompt == null || (prompt.isEmpty() && !prompt.isTextual())) {
      throw RawRules.noPrompt().thrown();
    }
    if (prompt.isTextual()) {
      prompts.add(text(prompt.asText(), begin, parameters, structured));
    } else if (prompt.get(0).isTextual()) {
      for (JsonNode one : prompt) {
        prompts.add(text(one.asText(), begin, parameters, structured));
      }
    } else if (prompt.get(0).isArray()) {
      for (JsonNode one : prompt) {
        prompts.add(tokens(one, parameters, structured));
      }
    } else {
      prompts.add(tokens(prompt, parameters, structured));
    }
    return checked(new CompletionFormat(), parameters, prompts);
  }

  private Prompt text(
      String text, boolean begin, Parameters parameters, @Nullable Speech structured)
      throws ApiError.Thrown {
    int[] fitting = textTokens(text, begin, parameters);
    if (fitting.length == 0) {
      throw RawRules.noPrompt().thrown();
    }
    return new Prompt(
        fitting, parameters.echo() ? text : "", structured == null ? canned(text) : structured);
  }

  /** The tokens of a text. */
  int[] textTokens(String text, boolean begin, Parameters parameters) throws ApiError.Thrown {
    limits.checkText(text.length());
    Vocabulary.Encoded encoded = vocabulary.encode(text, limits.tokensToRead(parameters));
    int[] tokens = encoded.tokens();
    if (begin) {
      int[] begun = new int[tokens.length + 1];
      begun[0] = Vocabulary.BEGIN;
      System.arraycopy(tokens, 0, begun, 1, tokens.length);
      tokens = begun;
    }
    return limits.fit(new Vocabulary.Encoded(tokens, encoded.truncated()), parameters);
  }

  private Prompt tokens(JsonNode list, Parameters parameters, @Nullable Speech structured)
      throws ApiError.Thrown {
    int[] tokens = Parameters.tokens(list);
    if (tokens.length == 0) {
      throw RawRules.noPrompt().thrown();
    }
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] >= Vocabulary.SIZE) {
        throw ApiError.bad("Token id " + list.get(i).asText() + " is out of vocabulary").thrown();
      }
    }
    int[] fitting = limits.fit(new Vocabulary.Encoded(tokens, false), parameters);
    String text = vocabulary.decode(fitting);
    return new Prompt(
        fitting, parameters.echo() ? text : "", structured == null ? canned(text) : structured);
  }

  private Job checked(WireFormat format, Parameters parameters, List<Prompt> prompts)
      throws ApiError.Thrown {
    ParameterRules.check(parameters);
    if (prompts.size() * parameters.n() > MOST_CHOICES) {
      throw ApiError.bad(
              "n=%d answers to %d prompts are more than %d."
                  .formatted(parameters.n(), prompts.size(), MOST_CHOICES))
          .thrown();
    }
    Job job = new Job(format, parameters, List.copyOf(prompts), model.maxModelLen());
    for (Prompt prompt : prompts) {
      if (job.maxTokens(prompt) < 1) {
        throw ApiError.badValue("max_tokens", "0", "max_tokens must be at least 1, got 0.")
            .thrown();
      }
      ParameterRules.checkMinimum(parameters, job.maxTokens(prompt));
    }
    return job;
  }

  void checkModel(@Nullable String asked) throws ApiError.Thrown {
    if (asked != null && !asked.isEmpty() && !model.names().contains(asked)) {
      throw ApiError.unknownModel(asked, String.join(", ", model.names())).thrown();
    }
  }
}
