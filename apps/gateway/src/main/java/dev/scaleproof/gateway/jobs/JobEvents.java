package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.jobs.JobState;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the states of one job, as they are seen, into server-sent events: {@code state} when the
 * job has moved, {@code progress} with what its worker reports, {@code answer} with the result
 * before the last {@code state}. One thread only.
 */
public final class JobEvents {

  /** Keeps a silent connection from being taken for dead. */
  public static final String HEARTBEAT = ": still here\n\n";

  /** For a person who watches: nothing is lost, but nothing is known now. */
  public static final String AWAY = ": the job queue cannot be reached, trying again\n\n";

  /** A gateway that ends hands its watchers over to another one. */
  public static final String MOVED = ": this gateway ends, connect again\n\n";

  private static final String LINE_END = "\\r\\n|\\r|\\n";

  private final @Nullable String seen;
  private @Nullable JobState told;

  /**
   * @param lastEventId what the client says that it has seen, in {@code Last-Event-ID}
   */
  public JobEvents(@Nullable String lastEventId) {
    this.seen = lastEventId;
  }

  /** Whether the client has seen all that there is to see of this job. */
  public boolean complete(JobState state) {
    return state.status().ended() && id(state).equals(seen);
  }

  /** The events that tell what is new; empty if nothing is. */
  public String next(JobState state) {
    StringBuilder out = new StringBuilder();
    JobState before = told;
    told = state;
    boolean moved = before == null ? !id(state).equals(seen) : moved(before, state);
    if (state.status().ended()) {
      if (moved && state.result() != null) {
        event(out, "answer", state.result());
      }
    } else if (state.progress() != null
        && (before == null || !state.progress().equals(before.progress()))
        && !moved) {
      event(
          out,
          "progress",
          JobJson.MAPPER.createObjectNode().put("progress", state.progress()).toString());
    }
    if (moved) {
      out.append("id: ").append(id(state)).append('\n');
      event(out, "state", JobJson.withoutResult(state).toString());
    }
    return out.toString();
  }

  /** The event of a stream that ends without a final state. */
  public static String error(ApiError error) {
    StringBuilder out = new StringBuilder();
    event(out, "error", new String(error.json(), StandardCharsets.UTF_8));
    return out.toString();
  }

  private static boolean moved(JobState before, JobState now) {
    return before.status() != now.status()
        || before.attempts() != now.attempts()
        || !Objects.equals(before.worker(), now.worker())
        || !Objects.equals(before.reason(), now.reason());
  }

  /** The same wherever it is asked for: a client may go on at another gateway. */
  private static String id(JobState state) {
    return state.attempts() + "-" + state.status().text();
  }

  private static void event(StringBuilder out, String name, String data) {
    out.append("event: ").append(name).append('\n');
    for (String line : data.split(LINE_END, -1)) {
      out.append("data: ").append(line).append('\n');
    }
    out.append('\n');
  }
}
