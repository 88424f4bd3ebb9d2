package dev.scaleproof.jobs;

import dev.scaleproof.jobs.QueueException.Trouble;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of what Redis or the way to it says a line that tells what to do. */
final class Troubles {
  /** By words of Redis' errors, which scripts put into a longer text. */
  private static final Map<String, Trouble> WORDS =
      Map.ofEntries(
          Map.entry("NOAUTH", Trouble.DENIED),
          Map.entry("WRONGPASS", Trouble.DENIED),
          Map.entry("NOPERM", Trouble.DENIED),
          Map.entry("invalid username-password pair", Trouble.DENIED),
          Map.entry("without any password configured", Trouble.DENIED),
          Map.entry("OOM command not allowed", Trouble.FULL),
          Map.entry("MISCONF", Trouble.FULL),
          Map.entry("READONLY", Trouble.READ_ONLY),
          Map.entry("write against a read only", Trouble.READ_ONLY),
          Map.entry("LOADING", Trouble.UNREACHABLE),
          Map.entry("MASTERDOWN", Trouble.UNREACHABLE),
          Map.entry("BUSY Redis", Trouble.UNREACHABLE),
          Map.entry("NOREPLICAS", Trouble.UNREACHABLE));

  private Troubles() {}

  static QueueException of(Throwable failure, String place) {
    if (failure instanceof QueueException known) {
      return known;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      for (var word : WORDS.entrySet()) {
        if (said.contains(word.getKey())) {
          return exception(word.getValue(), place, said, failure);
        }
      }
      if (cause instanceof RedisCommandExecutionException) {
        return exception(Trouble.REFUSED, place, said, failure);
      }
    }
    return exception(Trouble.UNREACHABLE, place, root(failure), failure);
  }

  static QueueException noAnswer(String place, long millis) {
    return exception(Trouble.UNREACHABLE, place, "no answer within " + millis + " ms", null);
  }

  private static QueueException exception(
      Trouble trouble, String place, String said, @Nullable Throwable cause) {
    String todo =
        switch (trouble) {
          case UNREACHABLE -> "cannot be reached; see that it runs, then try again";
          case DENIED -> "refuses this user or password; set REDIS_URL to redis://:PASSWORD@HOST";
          case FULL -> "takes no more data; drain its queues, or give it more memory or disk";
          case READ_ONLY -> "is a replica that takes no writes; connect to the primary";
          case REFUSED -> "refuses";
        };
    return new QueueException(
        trouble, "Redis at %s %s (%s)".formatted(place, todo, firstLine(said)), cause);
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
