package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.jobs.JobAnswer;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.gateway.metrics.Route;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request about a job from when it is complete to the end of its answer. Has a place among the
 * requests under way, and its body's share of the common memory, and gives both back once. Used by
 * its event loop's thread only.
 */
final class JobExchange implements Answering {

  /** nginx's code for a client that closed the connection first; only in metrics. */
  static final int CLIENT_LEFT = 499;

  private final ClientConnection client;
  private final Loop loop;
  private final Route route;
  private final JobRequests jobs;
  private final long buffered;
  private @Nullable Future<?> work;
  private boolean ended;

  /** Has a place already. */
  JobExchange(ClientConnection client, Loop loop, Route route, JobRequests jobs) {
    this.client = client;
    this.loop = loop;
    this.route = route;
    this.jobs = jobs;
    this.buffered = client.takeBuffered();
  }

  /** Does the work elsewhere, and answers what it answers. */
  void start(Function<Consumer<JobAnswer>, Future<?>> request) {
    client.begun(this);
    work = request.apply(answer -> loop.eventLoop().execute(() -> reply(answer)));
  }

  /** Tells the job's events. */
  void watch(String id, @Nullable String lastEventId) {
    JobEventStream stream = new JobEventStream(client, loop, jobs, this::end, lastEventId);
    client.begun(stream);
    stream.start(id);
  }

  void refuse(ApiError error) {
    client.begun(this);
    reply(new JobAnswer(error.status(), error.json(), ""));
  }

  private void reply(JobAnswer answer) {
    if (end(answer.status())) {
      boolean keepAlive = client.keepAlive();
      client.reply(answer.status(), answer.body(), answer.headers(), keepAlive);
      client.answered(keepAlive);
    }
  }

  /** False if it had ended before. */
  private boolean end(int code) {
    if (ended) {
      return false;
    }
    ended = true;
    jobs.leave();
    loop.context().buffered().addAndGet(-buffered);
    loop.context().metrics().unrouted(route, code);
    return true;
  }

  @Override
  public void cancel() {
    if (end(CLIENT_LEFT) && work != null) {
      work.cancel(true);
    }
  }

  @Override
  public void clientReady() {
    // The answer goes out at once, whole.
  }

  @Override
  public void dispose() {
    // Nothing is left behind.
  }
}
