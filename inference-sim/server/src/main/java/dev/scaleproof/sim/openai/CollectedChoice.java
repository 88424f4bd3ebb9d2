package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.AnswerText;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A choice whose text is sent when it is complete. */
final class CollectedChoice extends ChoiceGeneration {
  CollectedChoice(Answer answer, ChoicePlan plan, Outbox outbox, GenerationRequest request) {
    super(answer, plan, outbox, request, false);
  }

  @Override
  protected void emit(Sequence sequence, int tokenId, @Nullable FinishReason reason) {
    if (reason == null || !answer().exchange().isOpen()) {
      return;
    }
    if (reason == FinishReason.ERROR) {
      answer().failed(request());
      return;
    }
    AnswerText text = newText();
    int tokens = sequence.generated();
    for (int i = 0; i < tokens - 1; i++) {
      text.append(sequence.tokenAt(sequence.promptTokens() + i));
    }
    String before = text.take(false);
    if (tokens > 0) {
      text.append(sequence.tokenAt(sequence.promptTokens() + tokens - 1));
    }
    Ending ending = answer().ending(sequence, reason, orEmpty(text.matchedStop()));
    String rest = isSilent(sequence, ending) ? "" : text.take(true);
    answer().completed(sequence, choice(sequence, before + rest, ending));
  }

  private Choice choice(Sequence sequence, String text, Ending ending) {
    Parameters parameters = answer().job().parameters();
    int[] tokens =
        IntStream.range(sequence.promptTokens(), sequence.promptTokens() + sequence.generated())
            .map(sequence::tokenAt)
            .toArray();
    boolean completion = answer().job().format() instanceof CompletionFormat;
    boolean onlyEcho = parameters.onlyEcho();
    int[] prompt = completion && parameters.echo() ? plan().prompt().tokens() : new int[0];
    int[] shown = onlyEcho ? new int[0] : tokens;
    TokenDetails details =
        completion
            ? plan().report().ofCompletion(prompt, shown, 0, 0)
            : plan().report().ofChat(shown, 0);
    if (!plan().callsTools()) {
      String whole = echo() + (onlyEcho ? "" : text);
      return new Choice(index(), whole, ending, details, plan().promptDetails(), List.of(), false);
    }
    // A call that was cut off is none, as vLLM's parsers see it, unless the request named the tool.
    boolean named = plan().mode() == ToolUse.Mode.NAMED;
    boolean whole = ending.reason() == FinishReason.STOP;
    List<Choice.CompletedCall> calls =
        named || whole ? ToolProgress.in(plan().toolCalls(), text.length()) : List.of();
    boolean auto = plan().mode() == ToolUse.Mode.AUTO;
    return new Choice(
        index(),
        auto && calls.isEmpty() ? text : "",
        calls.isEmpty() ? ending : plan().ending(ending),
        details,
        plan().promptDetails(),
        calls,
        auto && !calls.isEmpty());
  }
}
