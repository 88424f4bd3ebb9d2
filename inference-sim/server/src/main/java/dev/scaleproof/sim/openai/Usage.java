package dev.scaleproof.sim.openai;

/**
 * Token counts of a request.
 *
 * @param cached prompt tokens that came from the prefix cache
 * @param created prompt tokens whose blocks are cached now
 */
record Usage(int prompt, int completion, int cached, int created) {
  int total() {
    return prompt + completion;
  }

  private String counts() {
    return "\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d"
        .formatted(prompt, total(), completion);
  }

  /** In a plain answer. */
  String full(boolean details) {
    String cache =
        details
            ? "{\"cached_tokens\":%d,\"created_cache_tokens\":%d,\"multimodal_tokens\":null}"
                .formatted(cached, created)
            : "null";
    return "{%s,\"prompt_tokens_details\":%s,\"completion_tokens_details\":null}"
        .formatted(counts(), cache);
  }

  /** In the last chunk of a stream. */
  String last(boolean details) {
    return details
        ? "{%s,\"prompt_tokens_details\":{\"cached_tokens\":%d,\"created_cache_tokens\":%d}}"
            .formatted(counts(), cached, created)
        : "{" + counts() + "}";
  }

  /** In each chunk of a stream that asks for it. */
  String running() {
    return "{" + counts() + ",\"completion_tokens_details\":null}";
  }
}
