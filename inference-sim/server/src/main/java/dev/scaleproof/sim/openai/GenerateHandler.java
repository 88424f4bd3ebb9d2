package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.metrics.AdmissionRejections;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.CannedAnswers;
import dev.scaleproof.sim.text.OutputLength;
import dev.scaleproof.sim.text.Vocabulary;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the endpoints that generate text: from the request's bytes to sequences in the engine. */
public final class GenerateHandler {
  private static final Logger log = LoggerFactory.getLogger(GenerateHandler.class);

  /** Larger bodies are read away from the event loop, which others' tokens are waiting for. */
  private static final int QUICKLY_READ = 32 * 1024;

  private static final byte[] CHAT_TAIL = StreamedChoice.commonTail(new ChatFormat());
  private static final byte[] COMPLETION_TAIL = StreamedChoice.commonTail(new CompletionFormat());

  /**
   * What the answers are made from, and how many may queue.
   *
   * @param answers what is said word for word to prompts that are expected
   */
  public record Settings(
      ServedModel model,
      long seed,
      OutputLength outputLength,
      CannedAnswers answers,
      int maxQueuedRequests) {}

  /** Reads a request's body away from the engine. */
  @FunctionalInterface
  interface Reading<T> {
    T read(byte[] body, @Nullable String contentType) throws ApiError.Thrown;
  }

  private final Settings settings;
  private final Vocabulary vocabulary;
  private final ChoicePlanner planner;
  private final EngineLoop loop;
  private final AdmissionRejections rejections;
  private final Executor readers;
  private final JobReader reader;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<EventLoop, Outbox> outboxes = new ConcurrentHashMap<>();

  public GenerateHandler(
      Settings settings,
      Vocabulary vocabulary,
      EngineLoop loop,
      AdmissionRejections rejections,
      Executor readers) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.planner = new ChoicePlanner(settings.seed(), settings.outputLength(), vocabulary);
    this.loop = loop;
    this.rejections = rejections;
    this.readers = readers;
    this.reader = new JobReader(settings.model(), vocabulary, settings.answers());
  }

  /** {@code POST /v1/chat/completions}. */
  public void chat(Exchange exchange) {
    generate(exchange, reader::chat, ApiError::response);
  }

  /** {@code POST /v1/completions}. */
  public void completion(Exchange exchange) {
    generate(exchange, reader::completion, ApiError::response);
  }

  /** Requests that are being answered: vLLM's {@code server_load}. */
  public int inFlight() {
    return inFlight.get();
  }

  JobReader reader() {
    return reader;
  }

  /** Has the engine answer what a request asks for. */
  void generate(Exchange exchange, Reading<Job> reading, Function<ApiError, Response> errors) {
    read(exchange, reading, job -> start(exchange, job), errors);
  }

  /** Answers a request without the engine. */
  void answer(Exchange exchange, Reading<Response> reading, Function<ApiError, Response> errors) {
    read(exchange, reading, exchange::respond, errors);
  }

  private <T> void read(
      Exchange exchange,
      Reading<T> reading,
      Consumer<T> next,
      Function<ApiError, Response> errors) {
    byte[] body = exchange.body();
    String contentType = exchange.header("content-type");
    if (body.length <= QUICKLY_READ) {
      outcome(reading, body, contentType, next, exchange, errors).run();
    } else {
      readers.execute(
          () -> {
            Runnable then = outcome(reading, body, contentType, next, exchange, errors);
            exchange.eventLoop().execute(then);
          });
    }
  }

  /** What to do on the event loop once a body has been read. */
  private static <T> Runnable outcome(
      Reading<T> reading,
      byte[] body,
      @Nullable String contentType,
      Consumer<T> next,
      Exchange exchange,
      Function<ApiError, Response> errors) {
    try {
      T read = reading.read(body, contentType);
      return () -> next.accept(read);
    } catch (ApiError.Thrown wrong) {
      return () -> exchange.respond(errors.apply(wrong.error()));
    } catch (RuntimeException bug) {
      // Ours: without an answer the client would wait for ever.
      log.error("a request could not be read", bug);
      return () -> exchange.respond(ApiError.internal("Internal server error").response());
    }
  }

  private void start(Exchange exchange, Job job) {
    if (!exchange.isOpen()) {
      return;
    }
    if (loop.queued() >= settings.maxQueuedRequests()) {
      rejections.queueFull();
      exchange.respond(ApiError.busy().response());
      return;
    }
    AnswerHead head =
        new AnswerHead(
            job.format().id(exchange.header("x-request-id"), job.parameters().requestId()),
            System.currentTimeMillis() / 1000,
            settings.model().name(),
            settings.model().fingerprint());
    Answer answer =
        new Answer(exchange, job, head, settings.model(), vocabulary, inFlight::decrementAndGet);
    List<Sequence> sequences = sequences(exchange, answer, head.id());
    inFlight.incrementAndGet();
    exchange.whenGone(
        () -> {
          inFlight.decrementAndGet();
          loop.cancel(sequences);
        });
    if (loop.submit(sequences)) {
      answer.open();
    } else {
      inFlight.decrementAndGet();
      exchange.respond(
          (loop.isDead() ? ApiError.engineDead() : ApiError.shuttingDown()).response());
    }
  }

  private List<Sequence> sequences(Exchange exchange, Answer answer, String id) {
    Job job = answer.job();
    Parameters parameters = job.parameters();
    Outbox outbox = outboxes.computeIfAbsent(exchange.eventLoop(), loop::outbox);
    int answers = Math.toIntExact(parameters.n());
    int minTokens = (int) Math.min(Integer.MAX_VALUE - 1, parameters.minTokens());
    List<Sequence> sequences = new ArrayList<>(job.choices());
    for (Prompt prompt : job.prompts()) {
      int maxTokens = job.maxTokens(prompt);
      GenerationRequest request = new GenerationRequest(answers);
      for (int i = 0; i < answers; i++) {
        ChoicePlan plan = planner.plan(job, prompt, sequences.size(), i);
        sequences.add(
            Sequence.of(id, prompt.tokens())
                .maxTokens(maxTokens)
                .minTokens(minTokens)
                .ignoreEndOfSequence(parameters.ignoreEnd())
                .stopTokenIds(parameters.stopTokenIds())
                .priority(parameters.priority())
                .attachment(choice(answer, plan, outbox, request))
                .build());
      }
    }
    return sequences;
  }

  private static ChoiceGeneration choice(
      Answer answer, ChoicePlan plan, Outbox outbox, GenerationRequest request) {
    Job job = answer.job();
    if (!job.parameters().stream()) {
      return new CollectedChoice(answer, plan, outbox, request);
    }
    boolean chat = job.format() instanceof ChatFormat;
    boolean plain =
        job.format().hasPlainChunks()
            && job.parameters().output().equals(OutputOptions.PLAIN)
            && !plan.callsTools()
            && (plan.prompt().echo().isEmpty() || (!chat && !job.parameters().onlyEcho()));
    return plain
        ? new StreamedChoice(answer, plan, outbox, request, chat ? CHAT_TAIL : COMPLETION_TAIL)
        : new DetailedChoice(answer, plan, outbox, request);
  }
}
