package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.run.Generation;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.AnswerText;
import org.jspecify.annotations.Nullable;

/** One choice of an answer, streamed or not. */
abstract class ChoiceGeneration extends Generation {
  private final Answer answer;
  private final ChoicePlan plan;
  private final boolean alone;

  /** The engine's thread's own view of the text; null if nothing in it can end the answer. */
  private final @Nullable AnswerText watched;

  ChoiceGeneration(
      Answer answer, ChoicePlan plan, Outbox outbox, GenerationRequest request, boolean eachToken) {
    super(outbox, request, plan.script(), eachToken);
    this.answer = answer;
    this.plan = plan;
    this.alone = answer.job().choices() == 1;
    this.watched = hasStops() ? newText() : null;
  }

  final Answer answer() {
    return answer;
  }

  final ChoicePlan plan() {
    return plan;
  }

  final int index() {
    return plan.index();
  }

  /** The prompt's text, if the answer begins with it. */
  final String echo() {
    return plan.prompt().echo();
  }

  final boolean hasStops() {
    return !answer.job().parameters().stops().isEmpty();
  }

  final AnswerText newText() {
    Parameters parameters = answer.job().parameters();
    return new AnswerText(
        answer.vocabulary(),
        parameters.stops(),
        parameters.includeStop(),
        (int) Math.min(Integer.MAX_VALUE, parameters.minTokens()));
  }

  @Override
  protected void flush() {
    answer.exchange().flush();
  }

  @Override
  protected final boolean isAlone() {
    return alone;
  }

  @Override
  protected final void giveUp() {
    answer.exchange().cut();
  }

  @Override
  protected final boolean stopsAt(Sequence sequence, int tokenId) {
    return watched != null && watched.append(tokenId);
  }

  /** Whether a token that ended the answer is left out of its text. */
  final boolean isSilent(Sequence sequence, Ending ending) {
    return ending.reason() == FinishReason.STOP
        && !ending.stop().startsWith("\"")
        && !answer.job().parameters().includeStop()
        && sequence.generated() > 0;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
