package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java works unchanged. */
class OpenAiJavaClientTest {
  private static TestServer server;
  private static OpenAIClient client;

  /** What a client turns into a schema and reads an answer into. */
  static class Recipe {
    public String title = "";
    public int minutes;
    public List<String> steps = List.of();
  }

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            "--profile",
            "constant:10ms",
            "--speed",
            "10",
            "--api-key",
            "key",
            "--max-num-seqs",
            "1",
            "--max-num-queued-reqs",
            "1",
            "--tool-call-parser",
            "hermes",
            "--enable-auto-tool-choice");
    client = client("key", Duration.ofSeconds(30));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static OpenAIClient client(String key, Duration timeout) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + server.port() + "/v1")
        .apiKey(key)
        .timeout(timeout)
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder()
        .model("mistral-7b")
        .addUserMessage("Tell me a story");
  }

  @Test
  void chatsAndStreamsSayTheSame() {
    ChatCompletion plain =
        client.chat().completions().create(chat().maxCompletionTokens(20).build());
    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(
                chat()
                    .maxCompletionTokens(20)
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks = stream.stream().toList();
    }

    String text =
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .map(choice -> choice.delta().content().orElse(""))
            .collect(Collectors.joining());
    assertThat(text).isEqualTo(plain.choices().getFirst().message().content().orElseThrow());
    assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(20);
  }

  @Test
  void toolsAreCalled() {
    ChatCompletionFunctionTool tool =
        ChatCompletionFunctionTool.builder()
            .function(
                FunctionDefinition.builder()
                    .name("get_weather")
                    .parameters(
                        FunctionParameters.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                            .build())
                    .build())
            .build();

    ChatCompletion answer = client.chat().completions().create(chat().addTool(tool).build());

    var call = answer.choices().getFirst().message().toolCalls().orElseThrow().getFirst();
    assertThat(call.asFunction().function().name()).isEqualTo("get_weather");
    assertThat(TestServer.parse(call.asFunction().function().arguments()).get("city").isTextual())
        .isTrue();
    assertThat(answer.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
  }

  @Test
  void answersHaveTheStructureThatIsAskedFor() {
    Recipe recipe =
        client
            .chat()
            .completions()
            .create(chat().responseFormat(Recipe.class).build())
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();

    assertThat(recipe.title).isNotBlank();
    assertThat(recipe.steps).isNotNull();
  }

  @Test
  void completionsResponsesAndModelsWork() {
    assertThat(
            client
                .completions()
                .create(
                    CompletionCreateParams.builder()
                        .model("mistral-7b")
                        .prompt("Once upon")
                        .maxTokens(5)
                        .build())
                .choices()
                .getFirst()
                .text())
        .isNotBlank();
    assertThat(
            client
                .responses()
                .create(
                    ResponseCreateParams.builder()
                        .model("mistral-7b")
                        .input("hello")
                        .maxOutputTokens(8)
                        .build())
                .output())
        .hasSize(1);
    assertThat(client.models().list().data()).extracting("id").isNotEmpty();
  }

  @Test
  void errorsAreThrownAsTheirClasses() {
    var completions = client.chat().completions();
    assertThatThrownBy(() -> completions.create(chat().maxCompletionTokens(0).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("max_tokens must be at least 1");
    assertThatThrownBy(() -> completions.create(chat().model("nope").build()))
        .isInstanceOf(NotFoundException.class);
    OpenAIClient stranger = client("wrong", Duration.ofSeconds(30));
    assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }

  @Test
  void aFullQueueAndATimeoutAreErrorsAndLeaveNothingBehind() {
    OpenAIClient hurried = client("key", Duration.ofSeconds(1));
    try (StreamResponse<ChatCompletionChunk> running =
            client.chat().completions().createStreaming(chat().build());
        StreamResponse<ChatCompletionChunk> queued =
            client.chat().completions().createStreaming(chat().build())) {
      await().until(() -> server.metric("vllm:num_requests_waiting{") == 1);
      assertThatThrownBy(() -> client.chat().completions().create(chat().build()))
          .isInstanceOf(InternalServerException.class)
          .hasMessageContaining("503");
      assertThat(running).isNotSameAs(queued);
    }
    await().until(() -> server.metric("vllm:num_requests_running") == 0);
    assertThatThrownBy(() -> hurried.chat().completions().create(chat().build()))
        .isInstanceOf(OpenAIIoException.class);
    hurried.close();
    await().until(() -> server.metric("vllm:num_requests_running") == 0);
    assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
  }
}
