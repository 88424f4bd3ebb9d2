package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that was seen in a run, as it came in. Belongs to the session's thread. */
final class Journal {
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Map<String, PodHistory> histories = new HashMap<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final List<RequestLine> requests = new ArrayList<>();
  private final List<RequestLine> steady = new ArrayList<>();
  private final List<RequestLine> failures = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<Double> starts = new ArrayList<>();
  private final Map<String, Double> limits;
  private int desired = -1;
  private boolean begun;
  private double hpaCreated = -1;
  private double lastChange;
  private double lastWanted = -1;
  private Sample.@Nullable Decision lastDecision;

  private record Pod(double appeared, boolean ready, boolean terminating, boolean started) {
    boolean serving() {
      return ready && !terminating;
    }
  }

  /** All pods at one time; what Prometheus had of them is known for good only later. */
  private record Moment(double t, int desired, Map<String, Boolean> serving) {}

  /**
   * An empty journal.
   *
   * @param limits by metric, the highest value that asks for no more than the fewest replicas
   */
  Journal(Map<String, Double> limits) {
    this.limits = Map.copyOf(limits);
  }

  /** The Deployment asks for so many. */
  void desired(double t, int replicas) {
    if (replicas != desired) {
      desired = replicas;
      lastChange = t;
      note(t);
    }
  }

  /** There is an HPA. */
  void hpaSeen(double t, String name) {
    if (hpaCreated < 0) {
      hpaCreated = t;
      event(t, "HPA " + name + " is there");
    }
  }

  /**
   * A pod appeared or changed.
   *
   * @param terminating it has a deletion timestamp
   */
  void pod(double t, String name, boolean ready, boolean terminating) {
    Pod before = pods.get(name);
    double appeared = before == null ? t : before.appeared();
    boolean started = before != null && before.started();
    if (ready && !started && before != null) {
      starts.add(t - appeared);
    }
    Pod now = new Pod(appeared, ready, terminating, started || ready);
    pods.put(name, now);
    if (before == null || before.serving() != now.serving()) {
      note(t);
    }
  }

  /** A pod is gone. */
  void podGone(double t, String name) {
    if (pods.remove(name) != null) {
      note(t);
    }
  }

  /** The HPA's status changed. */
  void decision(Sample.Decision decision) {
    samples.add(decision);
    lastDecision = decision;
  }

  /** Something worth a line. */
  void event(double t, String text) {
    samples.add(new Sample.Event(t, text));
    events.add(text);
  }

  /** One value that Prometheus took from a pod. */
  void scraped(double t, String pod, String name, double value) {
    histories.computeIfAbsent(pod, unseen -> new PodHistory()).add(name, t, value);
  }

  /** What a trigger's query gives now. */
  void reading(double t, String metric, List<Double> values) {
    if (values.stream().anyMatch(value -> value > limits.getOrDefault(metric, 0.0))) {
      lastWanted = t;
    }
  }

  /** What a trigger's query gave at one whole second, in the end. */
  void metric(Sample.Metric metric) {
    samples.add(metric);
  }

  void request(RequestLine line) {
    requests.add(line);
    noteFailure(line);
  }

  /** A request of those who keep asking until the replicas are back. */
  void steadyRequest(RequestLine line) {
    steady.add(line);
    noteFailure(line);
  }

  private void noteFailure(RequestLine line) {
    if (!line.isOk()) {
      failures.add(line);
    }
  }

  /** Writes down where all pods are now; from the moment on at which the first ones are known. */
  void note(double t) {
    begun |= desired >= 0 && ready() == desired;
    if (!begun) {
      return;
    }
    Map<String, Boolean> serving = new LinkedHashMap<>();
    pods.forEach((name, pod) -> serving.put(name, pod.serving()));
    moments.add(new Moment(t, desired, serving));
  }

  int desired() {
    return desired;
  }

  /** When the HPA appeared; negative before it has. */
  double hpaCreated() {
    return hpaCreated;
  }

  /** When the Deployment's count changed last. */
  double lastChange() {
    return lastChange;
  }

  /** When a trigger last asked for more than the fewest replicas; negative if never. */
  double lastWanted() {
    return lastWanted;
  }

  int ready() {
    return (int) pods.values().stream().filter(Pod::serving).count();
  }

  /** Pods that are there, those that leave included. */
  int present() {
    return pods.size();
  }

  List<RequestLine> requests() {
    return requests;
  }

  /** Failed requests of both kinds, without the first so many. */
  List<RequestLine> failuresFrom(int index) {
    return failures.subList(Math.min(index, failures.size()), failures.size());
  }

  /** Events since the last call. */
  List<String> newEvents() {
    List<String> news = List.copyOf(events);
    events.clear();
    return news;
  }

  List<RequestLine> steadyRequests() {
    return steady;
  }

  Sample.@Nullable Decision lastDecision() {
    return lastDecision;
  }

  /** Requests in all pods as Prometheus had them last. */
  Sample.PodState total(double t) {
    int running = 0;
    int waiting = 0;
    for (String name : pods.keySet()) {
      Sample.PodState state = state(t, name, true);
      running += state.running();
      waiting += state.waiting();
    }
    return new Sample.PodState("all", true, running, waiting, 0);
  }

  /** From a pod's appearing to its being ready, the median; 0 if none appeared. */
  double startupSeconds() {
    List<Double> sorted = starts.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : Math.round(1e3 * sorted.get(sorted.size() / 2)) / 1e3;
  }

  /** Times to first token of the requests that got theirs at {@code since} or later. */
  List<Double> recentTtft(double since) {
    List<Double> recent = new ArrayList<>();
    for (List<RequestLine> lines : List.of(requests, steady)) {
      for (RequestLine line : lines.reversed()) {
        // Lines come in the order in which requests ended.
        if (line.end() < since) {
          break;
        }
        if (line.firstToken() != null && line.firstToken() >= since) {
          recent.add(line.ttft());
        }
      }
    }
    return recent;
  }

  /** All lines of the samples file, in order of time. */
  List<Sample> samples() {
    List<Sample> all = new ArrayList<>(samples);
    histories.forEach((pod, history) -> history.scrapes(pod, all::add));
    for (Moment moment : moments) {
      List<Sample.PodState> states = new ArrayList<>();
      moment.serving().forEach((pod, serving) -> states.add(state(moment.t(), pod, serving)));
      all.add(new Sample.Observation(moment.t(), moment.desired(), states));
    }
    all.sort(Comparator.comparingDouble(Sample::t));
    return all;
  }

  private Sample.PodState state(double t, String pod, boolean serving) {
    PodHistory history = histories.get(pod);
    return history == null
        ? new Sample.PodState(pod, serving, 0, 0, 0)
        : history.at(t, pod, serving);
  }
}
