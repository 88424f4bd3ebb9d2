package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.text.Vocabulary;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One request's answer: its choices end one by one, and with the last one the exchange is answered.
 * Belongs to the exchange's event loop.
 */
final class Answer {
  private final Exchange exchange;
  private final Job job;
  private final AnswerHead head;
  private final ServedModel model;
  private final Vocabulary vocabulary;
  private final List<Choice> choices = new ArrayList<>();
  private final Runnable whenDone;
  private boolean begun;
  private int unfinished;
  private int generated;
  private int cached;
  private int created;

  /**
   * @param whenDone runs once when the answer is complete; not if the client leaves before
   */
  Answer(
      Exchange exchange,
      Job job,
      AnswerHead head,
      ServedModel model,
      Vocabulary vocabulary,
      Runnable whenDone) {
    this.exchange = exchange;
    this.job = job;
    this.head = head;
    this.model = model;
    this.vocabulary = vocabulary;
    this.whenDone = whenDone;
    this.unfinished = job.choices();
    job.format().prompt(job.promptTokens());
  }

  Exchange exchange() {
    return exchange;
  }

  Job job() {
    return job;
  }

  AnswerHead head() {
    return head;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  boolean wantsUsage() {
    return job.parameters().includeUsage() || model.forceUsage();
  }

  boolean wantsRunningUsage() {
    return job.parameters().continuousUsage() || model.forceUsage();
  }

  /** Sends a stream's head at once, as vLLM does, queued or not. */
  void open() {
    if (job.parameters().stream()) {
      exchange.stream("text/event-stream; charset=utf-8");
      send(job.format().greeting(head));
      exchange.context().flush();
    }
  }

  /**
   * Sends each choice's opening where the surface has one. vLLM's {@code
   * chat_completion_stream_generator} (entrypoints/openai/serving_chat.py) does so with the first
   * output of any choice, so a queued stream has no event yet; to be called before every output.
   */
  void begin(PromptDetails prompt) {
    if (begun) {
      return;
    }
    begun = true;
    String usage = wantsRunningUsage() ? new Usage(job.promptTokens(), 0, 0, 0).running() : "";
    for (int index = 0; index < job.choices(); index++) {
      send(job.format().opening(head, index, prompt, usage));
    }
  }

  /** Sends text as one chunk. */
  void send(String text) {
    if (!text.isEmpty() && exchange.isOpen()) {
      ByteBuf chunk = exchange.chunk(ByteBufUtil.utf8Bytes(text));
      chunk.writeCharSequence(text, StandardCharsets.UTF_8);
      exchange.write(chunk);
    }
  }

  /** A choice of an answer that is not streamed is complete. */
  void completed(Sequence sequence, Choice choice) {
    choices.add(choice);
    ended(sequence);
  }

  /** A choice has ended and needs nothing more on the wire. */
  void ended(Sequence sequence) {
    generated += sequence.generated();
    cached += sequence.cachedTokens();
    created +=
        model.prefixCaching()
            ? sequence.promptTokens() / model.blockSize() * model.blockSize()
                - sequence.cachedTokens()
            : 0;
    if (--unfinished == 0 && exchange.isOpen()) {
      finish();
    }
  }

  /** The engine could not serve it, or died. */
  void failed(GenerationRequest request) {
    if (!exchange.isOpen()) {
      return;
    }
    ApiError error =
        request.engineDied() ? ApiError.engineDead() : ApiError.internal("Internal server error");
    if (job.parameters().stream()) {
      send(job.format().failure(error));
      exchange.end();
    } else {
      exchange.respond(error.response());
    }
    whenDone.run();
  }

  private void finish() {
    Usage usage = new Usage(job.promptTokens(), generated, cached, created);
    if (!job.parameters().stream()) {
      choices.sort(Comparator.comparingInt(Choice::index));
      exchange.respond(
          Response.json(
              200,
              job.format()
                  .full(
                      head,
                      choices,
                      choices.getFirst().prompt(),
                      usage,
                      usage.full(model.promptDetails()))));
    } else {
      boolean shown = wantsUsage() && generated > 0;
      send(job.format().closing(head, usage, shown ? usage.last(model.promptDetails()) : ""));
      exchange.end();
    }
    whenDone.run();
  }

  /** How a choice that ended with {@code reason} says so. */
  Ending ending(Sequence sequence, FinishReason reason, String matchedStop) {
    if (reason != FinishReason.STOP) {
      return Ending.of(reason);
    }
    if (!matchedStop.isEmpty()) {
      return Ending.byString(matchedStop);
    }
    int last = sequence.tokenAt(sequence.promptTokens() + sequence.generated() - 1);
    return last == Vocabulary.END_OF_SEQUENCE ? Ending.of(reason) : Ending.byToken(last);
  }
}
