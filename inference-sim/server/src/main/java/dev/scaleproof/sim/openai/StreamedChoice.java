package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.AnswerText;
import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.text.Vocabulary;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A choice whose tokens are sent one by one. The common token is three copies into one buffer: what
 * comes before the text, the text, what comes after it; all three are encoded beforehand.
 */
final class StreamedChoice extends ChoiceGeneration {
  private static final byte[] EMPTY = {};

  // These two once more: a token should touch as few objects as it can.
  private final Exchange exchange;
  private final Vocabulary vocabulary;
  private final byte[] chunkHead;
  private final byte[] chunkTail;
  private final boolean runningUsage;
  private @Nullable AnswerText text;
  private boolean opened;
  private boolean begun;
  private int tokens;

  StreamedChoice(
      Answer answer, ChoicePlan plan, Outbox outbox, GenerationRequest request, byte[] chunkTail) {
    super(answer, plan, outbox, request, true);
    WireFormat format = answer.job().format();
    this.exchange = answer.exchange();
    this.vocabulary = answer.vocabulary();
    this.chunkHead = utf8(format.chunkHead(answer.head(), plan.index()));
    this.chunkTail = chunkTail;
    this.runningUsage = answer.wantsRunningUsage();
    this.text = hasStops() ? newText() : null;
    this.begun = plan.prompt().echo().isEmpty();
  }

  @Override
  protected void emit(Sequence sequence, int tokenId, @Nullable FinishReason reason) {
    if (!exchange.isOpen()) {
      return;
    }
    if (tokenId != NO_TOKEN) {
      tokens++;
    }
    if (!opened && reason != FinishReason.ERROR) {
      opened = true;
      answer().begin(PromptDetails.NONE);
    }
    if (reason == null && !runningUsage && begun && text == null) {
      byte[] piece = vocabulary.json(tokenId);
      if (piece != null) {
        send(piece, chunkTail);
        return;
      }
    }
    if (reason == FinishReason.ERROR) {
      answer().failed(request());
    } else if (reason == FinishReason.ABORT && sequence.firstScheduledAt() == Sequence.NEVER) {
      // As recorded: a queued stream that a shutdown ends has no last chunk, only [DONE].
      answer().ended(sequence);
    } else {
      emitSlowly(sequence, tokenId, reason);
    }
  }

  private void emitSlowly(Sequence sequence, int tokenId, @Nullable FinishReason reason) {
    AnswerText assembled = text == null ? newText() : text;
    text = assembled;
    if (tokenId != NO_TOKEN) {
      assembled.append(tokenId);
    }
    Ending ending =
        reason == null
            ? Ending.NOT_YET
            : answer().ending(sequence, reason, orEmpty(assembled.matchedStop()));
    String delta = isSilent(sequence, ending) ? "" : assembled.take(reason != null);
    if (!begun) {
      begun = true;
      delta = echo() + delta;
    }
    StringBuilder tail = new StringBuilder(answer().job().format().chunkTail(ending));
    if (runningUsage) {
      int prompt = sequence.promptTokens();
      tail.append(",\"usage\":").append(new Usage(prompt, tokens, 0, 0).running());
    }
    if (reason != null && !answer().wantsUsage()) {
      tail.append(",\"system_fingerprint\":").append(JsonText.quote(answer().head().fingerprint()));
    }
    tail.append(WireFormat.CHUNK_END);
    send(delta.isEmpty() ? EMPTY : utf8(JsonText.escape(delta)), utf8(tail.toString()));
    if (reason != null) {
      answer().ended(sequence);
    } else if (!hasStops() && vocabulary.json(tokenId) != null) {
      // Whole characters again: back to the quick way.
      text = null;
    }
  }

  private void send(byte[] piece, byte[] tail) {
    ByteBuf chunk = exchange.chunk(chunkHead.length + piece.length + tail.length);
    chunk.writeBytes(chunkHead).writeBytes(piece).writeBytes(tail);
    exchange.write(chunk);
  }

  @Override
  protected void flush() {
    exchange.flush();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The tail of every chunk that is not the last, which all streams of a surface share. */
  static byte[] commonTail(WireFormat format) {
    return utf8(format.chunkTail(Ending.NOT_YET) + WireFormat.CHUNK_END);
  }
}
