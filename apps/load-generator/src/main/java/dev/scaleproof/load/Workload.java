package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** What is asked of the target. */
public sealed interface Workload {

  /**
   * {@code POST /v1/chat/completions} with one user message.
   *
   * @param maxTokens {@code max_tokens} of each request, at least 1
   * @param stream answers as server-sent events, with {@code stream_options.include_usage}
   * @param extraBody further members of the request body as JSON text of an object, such as {@code
   *     {"ignore_eos":true}}; empty for none
   */
  record Chat(Prompts prompts, int maxTokens, boolean stream, String extraBody)
      implements Workload {
    public Chat {
      Checks.that(maxTokens >= 1, "max tokens: at least 1");
      Checks.that(isObject(extraBody), "extra body: a JSON object");
    }

    public static Chat streaming(Prompts prompts, int maxTokens) {
      return new Chat(prompts, maxTokens, true, "");
    }
  }

  /** {@code POST /v1/completions}; parameters as in {@link Chat}. */
  record Completions(Prompts prompts, int maxTokens, boolean stream, String extraBody)
      implements Workload {
    public Completions {
      Checks.that(maxTokens >= 1, "max tokens: at least 1");
      Checks.that(isObject(extraBody), "extra body: a JSON object");
    }
  }

  /**
   * Any HTTP exchange; the answer's body is counted but not looked into, and any 2xx status is a
   * success.
   *
   * @param method such as {@code GET}
   * @param path appended to the target, such as {@code /health}
   * @param body sent as {@code application/json}; null for none
   */
  record Plain(String method, String path, @Nullable String body) implements Workload {
    public Plain {
      Checks.that(method.matches("[A-Z]+"), "plain: METHOD in upper-case letters");
      Checks.that(path.matches("/[!-~]*"), "plain: PATH begins with / and has no white space");
    }
  }

  private static boolean isObject(String json) {
    return json.isEmpty()
        || (json.strip().startsWith("{")
            && new AnswerScanner().scan(json.getBytes(UTF_8), 0, json.getBytes(UTF_8).length));
  }
}
