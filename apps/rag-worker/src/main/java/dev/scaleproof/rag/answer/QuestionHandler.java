package dev.scaleproof.rag.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.jobs.Job;
import dev.scaleproof.jobs.JobContext;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobHandler;
import dev.scaleproof.jobs.JobOutcome;
import dev.scaleproof.rag.model.ChatAnswer;
import dev.scaleproof.rag.model.ChatModel;
import dev.scaleproof.retrieval.Retriever;
import dev.scaleproof.retrieval.Source;
import java.util.List;
import java.util.Objects;

/** Answers one question: sources from the index, an answer from the model. */
public final class QuestionHandler implements JobHandler {
  private final ObjectMapper json = new ObjectMapper();
  private final Retriever retriever;
  private final ChatModel model;
  private final Stopwatch stopwatch;

  public QuestionHandler(Retriever retriever, ChatModel model, Stopwatch stopwatch) {
    this.retriever = retriever;
    this.model = model;
    this.stopwatch = stopwatch;
  }

  /**
   * The job's result.
   *
   * @param model that answered, as its server calls it
   * @param sources best first
   */
  record Result(String answer, String model, List<Source> sources) {}

  @Override
  public JobOutcome handle(Job job, JobContext context)
      throws InterruptedException, JsonProcessingException {
    JobDocument document = job.document();
    context.progress("looking up sources");
    long begin = stopwatch.now();
    List<Source> sources = retriever.sources(document.question(), document.topK());
    stopwatch.retrieved(begin);

    context.progress("asking the model");
    begin = stopwatch.now();
    ChatAnswer answer =
        model.ask(
            Objects.requireNonNullElse(document.model(), ""),
            Prompt.of(document.question(), sources),
            document.maxTokens());
    if (answer instanceof ChatAnswer.Text) {
      stopwatch.answered(begin);
    }
    return switch (answer) {
      case ChatAnswer.Text text ->
          new JobOutcome.Done(
              json.writeValueAsString(new Result(text.text(), text.model(), sources)));
      case ChatAnswer.Later later -> new JobOutcome.Retry(later.reason(), later.atLeast());
      case ChatAnswer.Refused refused -> new JobOutcome.Failed(refused.reason());
    };
  }
}
