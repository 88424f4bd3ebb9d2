package dev.scaleproof.cluster.connection;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Failures of the API server in words. */
final class Explanation {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  /**
   * The authorizer's sentence, k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
   */
  private static final Pattern CANNOT =
      Pattern.compile(
          "User \"(?<user>[^\"]*)\" cannot (?<verb>\\S+) resource \"(?<resource>[^\"]*)\""
              + " in API group \"(?<group>[^\"]*)\"(?: in the namespace \"(?<namespace>[^\"]*)\")?");

  private Explanation() {}

  static ClusterException of(KubernetesClientException failure, String cluster, boolean own) {
    return ClusterException.couldNotRun(
        switch (failure.getCode()) {
          case UNAUTHORIZED ->
              "%s does not accept these credentials (expired?): %s"
                  .formatted(
                      cluster,
                      own
                          ? "`make cluster-down cluster-up` makes new ones"
                          : "log in again, as you do for kubectl");
          case FORBIDDEN ->
              "%s: %s; ask for a role that allows it".formatted(cluster, forbidden(failure));
          case UNAVAILABLE ->
              "%s answers but is not ready (503: %s): try again in a minute"
                  .formatted(cluster, message(failure));
          default -> other(failure, cluster, own);
        });
  }

  static String forbidden(KubernetesClientException failure) {
    String message = message(failure);
    Matcher cannot = CANNOT.matcher(message);
    if (!cannot.find()) {
      return message;
    }
    String group = cannot.group("group");
    String namespace = cannot.group("namespace");
    return "user %s may not %s %s %s"
        .formatted(
            cannot.group("user"),
            cannot.group("verb"),
            cannot.group("resource") + (group.isEmpty() ? "" : "." + group),
            namespace == null ? "(cluster-wide)" : "in namespace " + namespace);
  }

  static String refusal(KubernetesClientException failure) {
    return message(failure).replaceFirst("^.* denied request: ", "");
  }

  private static String other(KubernetesClientException failure, String cluster, boolean own) {
    String reason = unreachable(failure);
    if (reason != null) {
      return "%s cannot be reached (%s): %s"
          .formatted(
              cluster,
              reason,
              own
                  ? "`make cluster-up` starts it again"
                  : "is it up, and is this the right context (`kubectl config get-contexts`)?");
    }
    return "%s: %s".formatted(cluster, refusal(failure));
  }

  private static @Nullable String unreachable(KubernetesClientException failure) {
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    // The JDK's client wraps a failed lookup in a ConnectException, so the innermost is asked
    // first.
    if (isAny(causes, UnknownHostException.class, UnresolvedAddressException.class)) {
      return "unknown host";
    }
    if (isAny(causes, HttpTimeoutException.class, TimeoutException.class)) {
      return "no answer in time";
    }
    if (isAny(causes, ConnectException.class)) {
      return "connection refused";
    }
    return causes.stream()
        .filter(cause -> cause instanceof IOException && cause.getMessage() != null)
        .findFirst()
        .map(cause -> oneLine(cause.getMessage()))
        .orElse(null);
  }

  private static boolean isAny(List<Throwable> causes, Class<?>... kinds) {
    return causes.stream()
        .anyMatch(cause -> Stream.of(kinds).anyMatch(kind -> kind.isInstance(cause)));
  }

  private static String message(KubernetesClientException failure) {
    String status = failure.getStatus() == null ? null : failure.getStatus().getMessage();
    return oneLine(status == null || status.isBlank() ? failure.getMessage() : status);
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
