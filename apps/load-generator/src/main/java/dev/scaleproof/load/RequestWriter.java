package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Writes requests as they go over the wire. Thread-safe. */
final class RequestWriter {
  private final Workload workload;
  private final @Nullable PromptText prompts;
  private final int maxTokens;
  private final String head;
  private final String beforePrompt;
  private final String afterPrompt;

  RequestWriter(LoadPlan plan) {
    workload = plan.workload();
    String model = quoted(plan.model());
    switch (plan.workload()) {
      case Workload.Chat(Prompts source, int limit, boolean stream, String extra) -> {
        prompts = new PromptText(source, plan.seed());
        maxTokens = limit;
        head = head("POST", path(plan.target(), "/v1/chat/completions"), plan, true);
        beforePrompt = "{\"model\":" + model + ",\"messages\":[{\"role\":\"user\",\"content\":";
        afterPrompt = "}]" + options(stream, extra) + ",\"max_tokens\":";
      }
      case Workload.Completions(Prompts source, int limit, boolean stream, String extra) -> {
        prompts = new PromptText(source, plan.seed());
        maxTokens = limit;
        head = head("POST", path(plan.target(), "/v1/completions"), plan, true);
        beforePrompt = "{\"model\":" + model + ",\"prompt\":";
        afterPrompt = options(stream, extra) + ",\"max_tokens\":";
      }
      case Workload.Plain(String method, String path, String body) -> {
        prompts = null;
        maxTokens = 0;
        head = head(method, path(plan.target(), path), plan, body != null);
        beforePrompt = body == null ? "" : body;
        afterPrompt = "";
      }
    }
  }

  /** What the answer to such a request is expected to be. */
  Answer.Kind kind() {
    return switch (workload) {
      case Workload.Chat chat -> chat.stream() ? Answer.Kind.EVENTS : Answer.Kind.JSON;
      case Workload.Completions completions ->
          completions.stream() ? Answer.Kind.EVENTS : Answer.Kind.JSON;
      case Workload.Plain plain -> Answer.Kind.OPAQUE;
    };
  }

  /**
   * Request number {@code number} of the run.
   *
   * @param id goes into {@code x-request-id}
   */
  byte[] write(long number, String id, Due due) {
    byte[] body =
        prompts == null
            ? beforePrompt.getBytes(UTF_8)
            : (beforePrompt
                    + quoted(prompts.text(number, due.promptTokens()))
                    + afterPrompt
                    + (due.maxTokens() > 0 ? due.maxTokens() : maxTokens)
                    + "}")
                .getBytes(UTF_8);
    StringBuilder text = new StringBuilder(head.length() + 80);
    text.append(head).append("x-request-id: ").append(id).append("\r\n");
    if (prompts != null || body.length > 0) {
      text.append("content-length: ").append(body.length).append("\r\n");
    }
    byte[] headBytes = text.append("\r\n").toString().getBytes(UTF_8);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    return request;
  }

  /** {@code path} below the target, whose own path may already end in {@code /v1}. */
  static String path(URI target, String path) {
    String base = target.getRawPath() == null ? "" : target.getRawPath();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    return base.endsWith("/v1") && path.startsWith("/v1/")
        ? base + path.substring("/v1".length())
        : base + path;
  }

  private static String options(boolean stream, String extra) {
    String members = extra.strip();
    if (!members.isEmpty()) {
      members = members.substring(1, members.length() - 1).strip();
    }
    return (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")
        + (members.isEmpty() ? "" : "," + members);
  }

  private static String head(String method, String path, LoadPlan plan, boolean body) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nhost: "
        + plan.target().getRawAuthority()
        + "\r\nuser-agent: scaleproof-load\r\naccept: */*\r\n"
        + (body ? "content-type: application/json\r\n" : "")
        + (plan.apiKey() == null ? "" : "authorization: Bearer " + plan.apiKey() + "\r\n");
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
