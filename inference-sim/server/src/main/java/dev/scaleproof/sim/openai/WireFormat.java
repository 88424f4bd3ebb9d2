package dev.scaleproof.sim.openai;

import java.util.List;

/**
 * How one surface writes answers, byte for byte as recorded from vLLM 0.32. A chunk with text is
 * {@link #chunkHead}, the text, {@link #chunkTail}, perhaps more fields, and {@link #CHUNK_END}.
 */
interface WireFormat {
  /** Ends every chunk. */
  String CHUNK_END = "}\n\n";

  /** Ends every stream. */
  String DONE = "data: [DONE]\n\n";

  /** {@code chatcmpl-} or {@code cmpl-}. */
  String idPrefix();

  /** A chunk's beginning up to its text. */
  String chunkHead(AnswerHead head, int index);

  /** From a chunk's text to the end of its choices. */
  String chunkTail(Ending ending);

  /** The chunk that opens a choice before its first token, or an empty string. */
  String opening(AnswerHead head, int index, String usage);

  /** The chunk with usage and no choices. */
  String usageChunk(AnswerHead head, String usage);

  /** A whole answer that is not streamed. */
  String full(AnswerHead head, List<Choice> choices, String usage);
}
