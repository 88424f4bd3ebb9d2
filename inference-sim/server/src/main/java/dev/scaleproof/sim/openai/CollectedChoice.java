package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.run.TokenScript;
import dev.scaleproof.sim.text.AnswerText;
import org.jspecify.annotations.Nullable;

/** A choice whose text is sent when it is complete. */
final class CollectedChoice extends ChoiceGeneration {
  CollectedChoice(
      Answer answer,
      int index,
      String echo,
      Outbox outbox,
      GenerationRequest request,
      TokenScript script) {
    super(answer, index, echo, outbox, request, script, false);
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
    answer().completed(sequence, new Choice(index(), echo() + before + rest, ending));
  }

  @Override
  protected void flush() {
    answer().exchange().flush();
  }
}
