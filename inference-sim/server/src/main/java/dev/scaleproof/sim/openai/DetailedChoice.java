package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.AnswerText;
import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A streamed choice of which more than text is sent: probabilities, token ids, tool calls, or the
 * events of another surface than OpenAI's.
 */
final class DetailedChoice extends ChoiceGeneration {
  private final StreamWriter writer;
  private final AnswerText text;
  private final ToolProgress tools;
  private boolean begun;
  private int tokens;
  private int characters;

  DetailedChoice(Answer answer, ChoicePlan plan, Outbox outbox, GenerationRequest request) {
    super(answer, plan, outbox, request, true);
    this.writer = answer.job().format().writer(answer.head(), plan.index(), plan.promptDetails());
    this.text = newText();
    this.tools = new ToolProgress(plan.toolCalls());
  }

  @Override
  protected void emit(Sequence sequence, int tokenId, @Nullable FinishReason reason) {
    if (!answer().exchange().isOpen()) {
      return;
    }
    if (reason == FinishReason.ERROR) {
      answer().failed(request());
      return;
    }
    answer().begin(plan().promptDetails());
    if (reason == FinishReason.ABORT && sequence.firstScheduledAt() == Sequence.NEVER) {
      answer().ended(sequence);
      return;
    }
    boolean first = !begun;
    if (first) {
      begun = true;
      answer().send(writer.echo(echo()));
    }
    answer().send(writer.piece(piece(sequence, tokenId, reason, first)));
    if (reason != null) {
      answer().ended(sequence);
    }
  }

  private Piece piece(
      Sequence sequence, int tokenId, @Nullable FinishReason reason, boolean first) {
    if (tokenId != NO_TOKEN) {
      text.append(tokenId);
    }
    Ending ending =
        reason == null
            ? Ending.NOT_YET
            : answer().ending(sequence, reason, orEmpty(text.matchedStop()));
    String delta = isSilent(sequence, ending) ? "" : text.take(reason != null);
    TokenDetails details = details(tokenId, first);
    if (tokenId != NO_TOKEN) {
      tokens++;
    }
    characters += delta.length();
    List<ToolProgress.Part> calls = tools.advance(characters);
    if (answer().job().format() instanceof CompletionFormat) {
      delta = completion(delta, first);
    }
    return new Piece(
        delta,
        calls,
        !tools.isEmpty(),
        details,
        tools.hasBegun() ? plan().ending(ending) : ending,
        more(sequence, reason));
  }

  /** A completion's first chunk begins with the prompt, if it is to be repeated. */
  private String completion(String delta, boolean first) {
    return (first ? echo() : "") + (answer().job().parameters().onlyEcho() ? "" : delta);
  }

  private TokenDetails details(int tokenId, boolean first) {
    Parameters parameters = answer().job().parameters();
    int[] token = tokenId == NO_TOKEN || parameters.onlyEcho() ? new int[0] : new int[] {tokenId};
    if (!(answer().job().format() instanceof CompletionFormat)) {
      return plan().report().ofChat(token, tokens);
    }
    int[] prompt = first && parameters.echo() ? plan().prompt().tokens() : new int[0];
    return plan().report().ofCompletion(prompt, token, tokens, characters);
  }

  private String more(Sequence sequence, @Nullable FinishReason reason) {
    String usage =
        answer().wantsRunningUsage()
            ? ",\"usage\":" + new Usage(sequence.promptTokens(), tokens, 0, 0).running()
            : "";
    boolean fingerprint = reason != null && !answer().wantsUsage();
    return fingerprint
        ? usage + ",\"system_fingerprint\":" + JsonText.quote(answer().head().fingerprint())
        : usage;
  }
}
