package dev.scaleproof.sim.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one surface writes answers, byte for byte as recorded from vLLM 0.32. A chunk with nothing
 * but text is {@link #chunkHead}, the text, {@link #chunkTail}, perhaps more fields, and {@link
 * #CHUNK_END}; anything else goes through a {@link StreamWriter}.
 */
interface WireFormat {
  /** Ends every chunk. */
  String CHUNK_END = "}\n\n";

  /** Ends every stream. */
  String DONE = "data: [DONE]\n\n";

  /**
   * The answer's id.
   *
   * @param header what the request's X-Request-Id says, or null
   * @param given what its body says, or null
   */
  String id(@Nullable String header, @Nullable String given);

  /** Told how long the prompt is, before anything is written. */
  default void prompt(int tokens) {}

  /** Whether text alone may be sent by {@link #chunkHead} and {@link #chunkTail}. */
  boolean hasPlainChunks();

  /** A chunk's beginning up to its text. */
  String chunkHead(AnswerHead head, int index);

  /** From a chunk's text to the end of its choices. */
  String chunkTail(Ending ending);

  /** Writes one choice of a stream, which answers a prompt of which this is shown. */
  StreamWriter writer(AnswerHead head, int index, PromptDetails prompt);

  /** What a stream begins with even while its request is queued. */
  default String greeting(AnswerHead head) {
    return "";
  }

  /** What opens a choice before its first token, or an empty string. */
  String opening(AnswerHead head, int index, PromptDetails prompt, String usage);

  /**
   * What ends a stream.
   *
   * @param usage the usage that the request asked for, or an empty string
   */
  String closing(AnswerHead head, Usage total, String usage);

  /** What a stream says when it cannot go on. */
  default String failure(ApiError error) {
    return error.event() + DONE;
  }

  /** A whole answer that is not streamed. */
  String full(
      AnswerHead head, List<Choice> choices, PromptDetails prompt, Usage total, String usage);

  /** The id of a surface that puts a prefix in front of it. */
  static String prefixed(String prefix, @Nullable String header, @Nullable String given) {
    return prefix + (header != null ? header : given != null ? given : Ids.random());
  }
}
