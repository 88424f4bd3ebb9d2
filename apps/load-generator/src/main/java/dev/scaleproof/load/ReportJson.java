package dev.scaleproof.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reports and plans as JSON. A percentile that is infinite or has no sample is null. */
final class ReportJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  static String text(ObjectNode node) {
    return node.toPrettyString() + "\n";
  }

  static ObjectNode of(LoadReport report) {
    ObjectNode json = NODES.objectNode();
    json.put("seconds", report.seconds());
    LoadReport.Requests counts = report.requests();
    ObjectNode requests = json.putObject("requests");
    requests.put("sent", counts.sent());
    requests.put("succeeded", counts.succeeded());
    requests.put("failed", counts.failed());
    requests.put("cancelled", counts.cancelled());
    requests.put("warmUp", counts.warmUp());
    requests.put("succeededPerSecond", counts.succeededPerSecond());
    requests.set("failures", counts(counts.failures()));
    json.set("ttftSeconds", latency(report.firstToken()));
    json.set("interTokenSeconds", percentiles(report.interToken()));
    json.set("perOutputTokenSeconds", percentiles(report.perOutputToken()));
    json.set("endToEndSeconds", latency(report.endToEnd()));
    json.set("sendLagSeconds", percentiles(report.sendLag()));
    json.set("output", MAPPER.valueToTree(report.output()));
    LoadReport.GapDeviation deviation = report.gapDeviation();
    if (deviation != null) {
      ObjectNode gaps = json.putObject("gapDeviation");
      put(gaps, "expectedSeconds", deviation.expectedSeconds());
      gaps.put("count", deviation.count());
      put(gaps, "meanSeconds", deviation.meanSeconds());
      put(gaps, "p50", deviation.p50());
      put(gaps, "p99", deviation.p99());
      put(gaps, "max", deviation.max());
    }
    json.set("replicas", counts(report.replicas()));
    return json;
  }

  /** What was asked for, without the API key. */
  static ObjectNode of(LoadPlan plan) {
    ObjectNode json = NODES.objectNode();
    json.put("url", plan.target().toString());
    json.put("model", plan.model());
    ObjectNode workload = json.putObject("workload");
    switch (plan.workload()) {
      case Workload.Chat(Prompts prompts, int maxTokens, boolean stream, String extra) ->
          completion(workload, "chat", prompts, maxTokens, stream, extra);
      case Workload.Completions(Prompts prompts, int maxTokens, boolean stream, String extra) ->
          completion(workload, "completions", prompts, maxTokens, stream, extra);
      case Workload.Plain(String method, String path, var body) ->
          workload.put("api", "plain").put("method", method).put("path", path);
    }
    ObjectNode arrivals = json.putObject("arrivals");
    switch (plan.arrivals()) {
      case Arrivals.ClosedLoop loop ->
          arrivals
              .put("users", loop.users())
              .put("requestsPerUser", loop.requestsPerUser())
              .put("thinkSeconds", loop.thinkTime().toNanos() / 1e9)
              .put("rampSeconds", loop.ramp().toNanos() / 1e9);
      case Arrivals.OpenLoop loop ->
          arrivals
              .put("ratePerSecond", loop.ratePerSecond())
              .put("spacing", loop.spacing().name().toLowerCase(Locale.ROOT))
              .put("rampSeconds", loop.ramp().toNanos() / 1e9);
      case Arrivals.Replay replay -> arrivals.put("traceLength", replay.trace().size());
    }
    json.put("requests", plan.requests());
    json.put("durationSeconds", plan.duration().toNanos() / 1e9);
    json.put("warmUpSeconds", plan.warmUp().toNanos() / 1e9);
    json.put("maxInFlight", plan.maxInFlight());
    json.put("timeoutSeconds", plan.requestTimeout().toNanos() / 1e9);
    json.put("seed", plan.seed());
    json.put("runId", plan.runId());
    return json;
  }

  private static void completion(
      ObjectNode json, String api, Prompts prompts, int maxTokens, boolean stream, String extra) {
    json.put("api", api).put("stream", stream).put("maxTokens", maxTokens);
    switch (prompts) {
      case Prompts.Synthetic synthetic ->
          json.put("promptTokens", synthetic.tokens())
              .put("prefixes", synthetic.prefixes())
              .put("prefixTokens", synthetic.prefixTokens());
      case Prompts.Texts texts -> json.put("prompts", texts.texts().size());
    }
    if (!extra.isEmpty()) {
      json.put("extraBody", extra);
    }
  }

  private static ObjectNode latency(LoadReport.Latency latency) {
    ObjectNode json = NODES.objectNode();
    json.set("raw", percentiles(latency.raw()));
    json.set("corrected", percentiles(latency.corrected()));
    json.put("expectedIntervalSeconds", latency.expectedIntervalSeconds());
    return json;
  }

  private static ObjectNode percentiles(LoadReport.Percentiles percentiles) {
    ObjectNode json = NODES.objectNode();
    json.put("count", percentiles.count());
    put(json, "mean", percentiles.mean());
    put(json, "p50", percentiles.p50());
    put(json, "p90", percentiles.p90());
    put(json, "p95", percentiles.p95());
    put(json, "p99", percentiles.p99());
    put(json, "max", percentiles.max());
    return json;
  }

  private static ObjectNode counts(Map<String, Long> counts) {
    ObjectNode json = NODES.objectNode();
    new TreeMap<>(counts).forEach(json::put);
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
