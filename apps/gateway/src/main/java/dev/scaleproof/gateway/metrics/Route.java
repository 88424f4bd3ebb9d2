package dev.scaleproof.gateway.metrics;

/** What a request's path asks for; few enough to be a metric's label. */
public enum Route {
  /** Chat completions. */
  CHAT_COMPLETIONS("/v1/chat/completions"),
  /** Completions. */
  COMPLETIONS("/v1/completions"),
  /** The list of models. */
  MODELS("/v1/models"),
  /** Embeddings. */
  EMBEDDINGS("/v1/embeddings"),
  /** Jobs of the queue: handing one in. */
  JOBS("/v1/jobs"),
  /** One job. */
  JOB("/v1/jobs/*"),
  /** One job's events. */
  JOB_EVENTS("/v1/jobs/*/events"),
  /** Any other path below {@code /v1/}. */
  OTHER_V1("/v1/*"),
  /** The question-and-answer door. */
  CHAT("/chat"),
  /** Health, metrics and everything unknown: not relayed. */
  LOCAL("");

  private static final Route[] BELOW_V1 = {CHAT_COMPLETIONS, COMPLETIONS, MODELS, EMBEDDINGS};

  private final String label;

  Route(String label) {
    this.label = label;
  }

  /** The value of the metric's label. */
  public String label() {
    return label;
  }

  /** Whether it is about jobs of the queue. */
  public boolean ofJobs() {
    return this == JOBS || this == JOB || this == JOB_EVENTS;
  }

  /** The route of a request target, with or without a query. */
  public static Route of(String target) {
    int query = target.indexOf('?');
    int length = query < 0 ? target.length() : query;
    if (target.startsWith("/v1/")) {
      for (Route route : BELOW_V1) {
        if (route.label.length() == length && target.startsWith(route.label)) {
          return route;
        }
      }
      return target.startsWith(JOBS.label) ? ofJobs(target, length) : OTHER_V1;
    }
    return length == CHAT.label.length() && target.startsWith(CHAT.label) ? CHAT : LOCAL;
  }

  private static Route ofJobs(String target, int length) {
    int slash = JOBS.label.length();
    if (length == slash) {
      return JOBS;
    }
    if (target.charAt(slash) != '/') {
      return OTHER_V1;
    }
    return target.substring(0, length).endsWith("/events") ? JOB_EVENTS : JOB;
  }
}
