package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.jobs.QueueException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callers hear when Redis does not do as asked. Its own words have its address, and are for
 * the log: once for each kind of trouble until it works again. Thread-safe.
 */
final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final AtomicReference<QueueException.@Nullable Trouble> current = new AtomicReference<>();

  ApiError error(QueueException failure) {
    if (current.getAndSet(failure.trouble()) != failure.trouble()) {
      LOG.warn("{}", failure.getMessage());
    }
    return switch (failure.trouble()) {
      case UNREACHABLE, READ_ONLY -> away();
      case FULL -> ApiError.unavailable("The job queue is full. Please try again later.", 10);
      case DENIED, REFUSED ->
          ApiError.internal("The job queue refused the request; the gateway's log says why.");
    };
  }

  static ApiError away() {
    return ApiError.unavailable("The job queue cannot be reached. Please try again later.", 2);
  }

  void none() {
    if (current.get() != null && current.getAndSet(null) != null) {
      LOG.warn("Redis answers again");
    }
  }
}
