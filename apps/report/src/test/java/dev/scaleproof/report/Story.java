package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Raw lines of two small runs, one that scales and one that does not, and the result of both. */
record Story(
    List<RequestLine> kedaRequests,
    List<Sample> kedaSamples,
    List<RequestLine> cpuRequests,
    List<Sample> cpuSamples) {

  static final Result.StepCost COST = new Result.StepCost(0.055, 0.00013, 0.00004);

  static Story told() {
    return new Story(
        requests("keda", 40, 10, 6.0),
        samples(true),
        requests("cpu-hpa", 40, 10, 30.0),
        samples(false));
  }

  /** Waits grow with the queue and, where there are more slots, shrink again. */
  private static List<RequestLine> requests(String prefix, int users, int each, double wait) {
    List<RequestLine> lines = new ArrayList<>();
    for (int round = 0; round < each; round++) {
      for (int user = 0; user < users; user++) {
        double sent = Math.round(1e6 * (15 + round * (wait + 4) + user * 0.01)) / 1e6;
        double ttft = Math.round(1e6 * (round == 0 ? 30 : wait) * (0.2 + user * 0.02)) / 1e6;
        lines.add(line(prefix + "-" + lines.size(), user, sent, sent + ttft, sent + ttft + 7));
      }
    }
    return lines;
  }

  private static List<Sample> samples(boolean scales) {
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample.Decision(0, "KEDA poll", 1, 1, "Active", "no activity yet", List.of()));
    for (int t = 0; t <= (scales ? 360 : 390); t += 5) {
      int replicas = !scales || t < 31 || t > 350 ? 1 : t < 46 ? 4 : 5;
      List<Sample.PodState> pods = new ArrayList<>();
      boolean loaded = t >= 15 && t < (scales ? 112 : 375);
      for (int pod = 1; pod <= replicas; pod++) {
        pods.add(
            new Sample.PodState(
                "vllm-sim-" + pod,
                true,
                loaded ? 8 : 0,
                loaded && pod == 1 && (!scales || t < 60) ? 32 - t / 4 % 8 : 0,
                t * 0.15));
      }
      if (scales && t == 30) {
        samples.add(decision(t, 1, 4, 32));
      }
      if (scales && t == 45) {
        samples.add(decision(t, 4, 5, 24));
      }
      if (scales && t == 350) {
        samples.add(decision(t, 5, 1, 0));
      }
      if (t > 0 && t % 15 == 0) {
        samples.add(new Sample.PodCpu(t, Map.of("vllm-sim-1", t == 60 ? 152L : 148L)));
      }
      if (!scales && t % 15 == 0) {
        samples.add(
            new Sample.Decision(
                t,
                "HPA sync",
                1,
                1,
                "DesiredWithinRange",
                "the desired count is within the acceptable range",
                List.of(new Sample.Reading("cpu", 3.0, 50, "Utilization", 1, null))));
      }
      samples.add(new Sample.Observation(t, replicas, pods));
    }
    return samples;
  }

  private static Sample.Decision decision(double t, int current, int desired, double waiting) {
    return new Sample.Decision(
        t,
        "HPA sync",
        current,
        desired,
        "SucceededRescale",
        "new size: " + desired,
        List.of(new Sample.Reading("s0-prometheus", waiting, 5, "AverageValue", desired, null)));
  }

  static RequestLine line(
      String id, int user, double sent, @Nullable Double firstToken, double end) {
    return new RequestLine(
        id, user, sent, firstToken, end, RequestLine.OK, "vllm-sim-1", 100, 128, null);
  }

  static RequestLine failed(String id, int user, double sent, double end, String status) {
    return new RequestLine(id, user, sent, null, end, status, null, 0, 0, "refused");
  }

  Result result() {
    return Result.demo(
        "chat",
        10,
        0.9,
        new Result.Setting(40, 10, 100, 128, "L4", 8, COST),
        Result.Pace.of(0.02, 0.1),
        List.of(run("keda", kedaRequests, kedaSamples), run("cpu-hpa", cpuRequests, cpuSamples)));
  }

  /** The first of the runs, as if on a cluster. */
  Result proof(List<String> failures) {
    return Result.proof(
        "chat",
        3.4,
        new Result.Setting(40, 10, 100, 128, "L4", 8, COST),
        run("keda", kedaRequests, kedaSamples),
        new Proof(
            "v1.36.3",
            10,
            15,
            1,
            failures,
            List.of(
                new Proof.Reaction("Prometheus has the queue", 6.9, 10.0, "scrape"),
                new Proof.Reaction("HPA asks for more", 16.2, 25.0, "scrape + sync"),
                new Proof.Reaction("First token is normal again", null, null, "the queue drains")),
            new Proof.Twin(
                15,
                "Its syncs are the HPA's own.",
                List.of(pair(31.2, 30, 1, 4), pair(46.2, 45, 4, 5), pair(351.0, 350, 5, 1)),
                List.of()),
            new Proof.ScaleIn(2, new RunResult.Requests(61, 61, 0, Map.of()), 2)));
  }

  private static Proof.Pair pair(double real, double twin, int from, int to) {
    return new Proof.Pair(
        new Proof.Change(real, from, to), new Proof.Change(twin, from, to), twin - real);
  }

  Map<String, List<RequestLine>> requests() {
    return Map.of("keda", kedaRequests, "cpu-hpa", cpuRequests);
  }

  private static RunResult run(String scaler, List<RequestLine> lines, List<Sample> samples) {
    return new RunBuilder(scaler, "serving/vllm-sim/scaledobject.yaml", COST, 8, 5)
        .result(lines, samples, 4000, 0);
  }
}
