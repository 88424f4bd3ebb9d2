package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What vLLM's code says beyond what was recorded. */
class SurfaceTest {
  private static final String TOOL =
      "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\",\"minimum\":3}},\"required\":[\"x\"]}}}]";

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Files.writeString(
        answers,
        """
        {"prompt": "ping", "answer": "pong"}
        {"pattern": "(?i)capital of (france|italy)", "answer": "Paris, or Rome."}
        """);
    server =
        TestServer.start(
            "--profile",
            "constant:1ms",
            "--speed",
            "1000",
            "--max-model-len",
            "1024",
            "--tool-call-parser",
            "hermes",
            "--enable-auto-tool-choice",
            "--answers",
            answers.toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The message of a chat that is refused, or of a completion if it has a prompt. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"seed\":9223372036854775808|Input should be less than or equal to 9223372036854775807",
        "\"n\":99999999999999999999|n must be at most 16384, got 99999999999999999999.",
        "\"max_completion_tokens\":1025|max_completion_tokens=1025 cannot be greater than max_model_len=1024.",
        "\"max_tokens\":5,\"min_tokens\":6|min_tokens must be less than or equal to max_tokens=5, got 6.",
        "\"temperature\":NaN|temperature must be a finite number, got nan. (parameter=temperature, value=nan)",
        "\"repetition_penalty\":Infinity|repetition_penalty must be a finite number, got inf.",
        "\"top_logprobs\":-2,\"logprobs\":true|`top_logprobs` must be a positive value or -1.",
        "\"logprobs\":true,\"top_logprobs\":-1|Requested sample logprobs of 50284, which is greater than max allowed: 20",
        "\"top_logprobs\":\"2\",\"logprobs\":true|`top_logprobs` must be an integer.",
        "\"prompt_logprobs\":1,\"stream\":true|`prompt_logprobs` are not available when `stream=True`.",
        "\"logit_bias\":{\"x\":1}|logit_bias contains key(s) that cannot be converted to integer token IDs: ['x']",
        "\"logit_bias\":{\"60000\":1}|token_id(s) [60000] in logit_bias contain out-of-vocab token ids. Vocabulary size: 50284",
        "\"stop_token_ids\":[-1]|token_id(s) [-1] in stop_token_ids contain out-of-vocab token ids.",
        "\"allowed_token_ids\":[]|allowed_token_ids is not None and empty!",
        "\"bad_words\":[\"\"]|bad_words cannot contain an empty string. Got bad_words=['']",
        "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]|List should have at most 4 items after validation, not 5",
        "\"stop\":[\"\"]|stop cannot contain an empty string.",
        "\"tools\":[]|`tools` must not be an empty array.",
        "\"tool_choice\":\"auto\"|When using `tool_choice`, `tools` must be set.",
        "\"response_format\":{\"type\":\"json_schema\"}|the 'json_schema' field must be provided.",
        "\"response_format\":{\"type\":\"xml\"}|Input should be 'text', 'json_object' or 'json_schema'",
        "\"structured_outputs\":{\"regex\":\"a\",\"choice\":[\"a\"]}|You can only use one kind of constraints",
        "\"structured_outputs\":{\"regex\":\"(\"}|Failed to transform regex into a grammar",
        "\"continue_final_message\":true,\"add_generation_prompt\":true|Cannot set both",
        "\"messages\":5|'int' object is not iterable",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}]|Unknown part type: smell",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]|mistral-7b is not a multimodal model",
        "\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]|unable to parse raw data as a unicode string",
        "\"cache_salt\":\"\"|String should have at least 1 character",
        "\"truncate_prompt_tokens\":0|The decoder prompt cannot be empty",
        "\"prompt\":\"a\",\"suffix\":\"b\"|suffix is not currently supported",
        "\"prompt\":\"a\",\"logprobs\":-3|`logprobs` must be a positive value or -1."
      })
  void whatIsWrongIsToldInVllmsWords(String fields, String message) {
    boolean completion = fields.contains("\"prompt\":");
    HttpResponse<String> response =
        completion
            ? server.post("/v1/completions", "{" + fields + "}")
            : server.post("/v1/chat/completions", chat(fields));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestServer.parse(response.body()).at("/error/message").asText()).contains(message);
  }

  @Test
  void rulesOnTheRawBodyComeBeforeItsShape() {
    assertThat(
            error(
                "/v1/chat/completions",
                chat("\"temperature\":\"hot\",\"stream_options\":{\"include_usage\":true}")))
        .startsWith("Stream options can only be defined when `stream=True`.");
  }

  @Test
  void aShownInputIsCut() {
    assertThat(error("/v1/chat/completions", chat("\"max_tokens\":\"" + "x".repeat(500) + "\"")))
        .contains("'input': '" + "x".repeat(200) + "...[truncated]'");
  }

  @Test
  void whatPythonsParserGivesUpOnIsNoJson() {
    for (String body : List.of("[".repeat(2000) + "]".repeat(2000), "1".repeat(5000))) {
      assertThat(error("/v1/chat/completions", body))
          .isEqualTo("There was an error parsing the body");
    }
    assertThat(error("/v1/chat/completions", "null")).contains("'type': 'missing', 'loc': 'body'");
  }

  @Test
  void pathsAreDecodedAndSlashesRedirected() {
    assertThat(server.get("/v1/%6dodels").statusCode()).isEqualTo(200);
    HttpResponse<String> redirected = server.get("/v1/models//?a=b");
    assertThat(redirected.statusCode()).isEqualTo(307);
    assertThat(redirected.headers().firstValue("location").orElseThrow())
        .endsWith("/v1/models?a=b");
    assertThat(server.get("/v1/responses/resp_1/cancel").statusCode()).isEqualTo(405);
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send("BREW /v1/models HTTP/1.1\r\nHost: t\r\n\r\n").readAll())
          .startsWith("HTTP/1.1 400 Bad Request")
          .endsWith("Invalid HTTP request received.");
    }
  }

  @Test
  void answersAreGivenWordForWordWhereTheyAreExpected() {
    assertThat(content(chat("\"messages\":[{\"role\":\"user\",\"content\":\"ping\"}]")))
        .isEqualTo("pong");
    assertThat(
            content(
                chat(
                    "\"messages\":[{\"role\":\"user\",\"content\":\"What is the Capital of Italy?\"}]")))
        .isEqualTo("Paris, or Rome.");
    JsonNode completion =
        TestServer.parse(server.post("/v1/completions", "{\"prompt\":\"ping\"}").body());
    assertThat(completion.at("/choices/0/text").asText()).isEqualTo("pong");
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void aSchemaShapesTheAnswer() {
    JsonNode made =
        TestServer.parse(
            content(
                chat(
                    """
                    "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{
                    "type":"object","required":["kind","list","code"],"properties":{
                    "kind":{"enum":["x","y"]},"code":{"type":"string","pattern":"^[A-Z]{3}-\\\\d{2}$"},
                    "list":{"type":"array","minItems":2,"maxItems":2,"items":{"$ref":"#/$defs/n"}}},
                    "$defs":{"n":{"type":"number","exclusiveMinimum":1,"maximum":2}}}}}
                    """)));

    assertThat(made.get("kind").asText()).isIn("x", "y");
    assertThat(made.get("code").asText()).matches("[A-Z]{3}-\\d{2}");
    assertThat(made.get("list"))
        .hasSize(2)
        .allMatch(number -> number.asDouble() > 1 && number.asDouble() <= 2);
    assertThat(content(chat("\"structured_outputs\":{\"choice\":[\"yes\",\"no\"]}")))
        .isIn("yes", "no");
    assertThat(content(chat("\"structured_outputs\":{\"regex\":\"(ab|cd)+e?\"}")))
        .matches("(ab|cd)+e?");
  }

  @Test
  void aToolCallThatIsCutOffIsNone() {
    JsonNode whole = answer(chat(TOOL));
    assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(whole.at("/choices/0/message/content").isNull()).isTrue();
    String arguments = whole.at("/choices/0/message/tool_calls/0/function/arguments").asText();
    assertThat(TestServer.parse(arguments).get("x").asInt()).isGreaterThanOrEqualTo(3);

    JsonNode cut = answer(chat(TOOL + ",\"max_tokens\":4"));
    assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(cut.at("/choices/0/message").has("tool_calls")).isFalse();
    assertThat(cut.at("/choices/0/message/content").asText()).startsWith("<tool");
  }

  @Test
  void biasesAllowedTokensAndBadWordsAreObeyed() {
    JsonNode biased =
        answer(chat("\"logit_bias\":{\"1234\":100},\"max_tokens\":3,\"return_token_ids\":true"));
    assertThat(biased.at("/choices/0/token_ids").toString()).isEqualTo("[1234,1234,1234]");
    JsonNode allowed =
        answer(chat("\"allowed_token_ids\":[11,13],\"max_tokens\":9,\"return_token_ids\":true"));
    assertThat(allowed.at("/choices/0/token_ids"))
        .allMatch(token -> token.asInt() == 11 || token.asInt() == 13);
    String usual = content(chat("\"max_tokens\":60"));
    String word = usual.strip().split(" ", -1)[2];
    assertThat(" " + content(chat("\"max_tokens\":60,\"bad_words\":[\"" + word + "\"]")) + " ")
        .doesNotContain(" " + word + " ");
  }

  @Test
  void probabilitiesBelongToTheTokensOfTheText() {
    JsonNode answer =
        answer(
            "/v1/completions",
            "{\"prompt\":\"Once upon a time\",\"max_tokens\":4,\"echo\":true,\"logprobs\":2}");
    JsonNode logprobs = answer.at("/choices/0/logprobs");
    String text = answer.at("/choices/0/text").asText();
    StringBuilder joined = new StringBuilder();
    logprobs.get("tokens").forEach(token -> joined.append(token.asText()));

    assertThat(joined.toString()).isEqualTo(text);
    assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
    assertThat(logprobs.get("text_offset")).extracting(JsonNode::asInt).isSorted();
    assertThat(IntStream.range(1, logprobs.get("tokens").size()))
        .allMatch(
            i ->
                logprobs.at("/top_logprobs/" + i).size() == 3
                    && logprobs.at("/token_logprobs/" + i).asDouble() < 0);
  }

  @Test
  void echoWithoutTokensIsThePromptAlone() {
    JsonNode answer =
        answer("/v1/completions", "{\"prompt\":\"Once upon\",\"max_tokens\":0,\"echo\":true}");
    assertThat(answer.at("/choices/0/text").asText()).isEqualTo("Once upon");
  }

  @Test
  void whatTokenizeGivesDetokenizeTakes() {
    JsonNode tokens =
        answer("/tokenize", "{\"prompt\":\"Grüße, world\",\"add_special_tokens\":false}");
    JsonNode text = answer("/detokenize", "{\"tokens\":" + tokens.get("tokens") + "}");
    assertThat(text.get("prompt").asText()).isEqualTo("Grüße, world");
    JsonNode chat = answer("/tokenize", chat("\"add_generation_prompt\":true"));
    assertThat(chat.get("count").asInt())
        .isEqualTo(answer(chat("\"max_tokens\":1")).at("/usage/prompt_tokens").asInt());
  }

  /**
   * Recorded with bodies too long to keep: comp-array-one-too-long, chat-truncate_prompt_tokens.
   */
  @Test
  void promptsThatAreTooLongAreRefusedOrCut() {
    String longText = "word ".repeat(1100);
    for (String body :
        List.of(
            "{\"prompt\":\"" + longText + "\"}",
            "{\"prompt\":[\"hi\",\"" + longText + "\"]}",
            "{\"prompt\":\"" + longText + "\",\"stream\":true}")) {
      assertThat(error("/v1/completions", body))
          .isEqualTo(
              "This model's maximum context length is 1024 tokens. However, your prompt contains at"
                  + " least 1025 input tokens, which exceeds this limit even without any output"
                  + " tokens. Please reduce the length of the input prompt."
                  + " (parameter=input_tokens, value=1025)");
    }
    JsonNode cut =
        answer(
            "/v1/completions",
            "{\"prompt\":\"" + longText + "\",\"truncate_prompt_tokens\":100,\"max_tokens\":8}");
    assertThat(cut.at("/usage/prompt_tokens").asInt()).isEqualTo(100);
    JsonNode clamped =
        answer(
            "/v1/completions", "{\"prompt\":\"" + "word ".repeat(1000) + "\",\"max_tokens\":500}");
    assertThat(clamped.at("/usage/total_tokens").asInt()).isEqualTo(1024);
  }

  @Test
  void theDocumentDescribesWhatIsServed() {
    JsonNode document = TestServer.parse(server.get("/openapi.json").body());
    assertThat(document.get("paths").properties())
        .extracting(path -> path.getKey())
        .contains("/v1/chat/completions", "/v1/responses/{response_id}", "/tokenize", "/ping");
    JsonNode chat = document.at("/components/schemas/ChatCompletionRequest");
    assertThat(chat.get("required")).extracting(JsonNode::asText).containsExactly("messages");
    assertThat(chat.at("/properties/priority/maximum").asLong()).isEqualTo(Long.MAX_VALUE);
  }

  private static String chat(String fields) {
    String messages =
        fields.contains("\"messages\"")
            ? ""
            : "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],";
    return "{" + messages + fields + "}";
  }

  private static JsonNode answer(String chat) {
    return answer("/v1/chat/completions", chat);
  }

  private static JsonNode answer(String path, String body) {
    HttpResponse<String> response = server.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestServer.parse(response.body());
  }

  private static String content(String chat) {
    return answer(chat).at("/choices/0/message/content").asText();
  }

  private static String error(String path, String body) {
    HttpResponse<String> response = server.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return TestServer.parse(response.body()).at("/error/message").asText();
  }
}
