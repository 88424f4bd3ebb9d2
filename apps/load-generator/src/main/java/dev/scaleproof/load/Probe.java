package dev.scaleproof.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks the target a question or two before a run, so that a wrong flag costs seconds. */
final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final LoadPlan.Builder plan;
  private final URI target;

  /**
   * @param plan with everything but the model and the arrivals
   */
  Probe(LoadPlan.Builder plan, URI target) {
    this.plan = plan;
    this.target = target;
  }

  /**
   * The model to ask for: the one given if the target serves it, else the first that it lists.
   *
   * @param model empty for the first
   * @throws UserException if the target cannot be reached or does not serve the model
   */
  String model(String model) {
    Exchange models = ask(new Workload.Plain("GET", "/v1/models", null), "");
    int status = models.answer().httpStatus();
    refuseUnauthorized(status);
    List<String> listed = status == 200 ? identifiers(models.answer().text()) : List.of();
    if (model.isEmpty()) {
      if (listed.isEmpty()) {
        throw UserException.target(
            "--model: name one; "
                + target
                + " does not list any (GET /v1/models: "
                + describe(models)
                + ")");
      }
      return listed.getFirst();
    }
    if (!listed.contains(model)) {
      // Servers may know names that they do not list: pools, aliases, adapters.
      Exchange answer = ask(new Workload.Chat(Prompts.Synthetic.of(1), 1, false, ""), model);
      refuseUnauthorized(answer.answer().httpStatus());
      if (answer.answer().httpStatus() == 404) {
        throw UserException.target(
            "--model: '%s' is not served at %s%s"
                .formatted(
                    model,
                    target,
                    listed.isEmpty() ? "" : ", which lists " + String.join(", ", listed)));
      }
    }
    return model;
  }

  /** Sends the plain request once. */
  void plain(Workload.Plain request) {
    Exchange answer = ask(request, "");
    refuseUnauthorized(answer.answer().httpStatus());
    if (answer.status() != Status.OK) {
      throw UserException.target(
          "--plain: %s %s at %s gives %s"
              .formatted(request.method(), request.path(), target, describe(answer)));
    }
  }

  private void refuseUnauthorized(int status) {
    if (status == 401 || status == 403) {
      throw UserException.target(
          "--api-key: %s answers %d; pass the key that it was started with"
              .formatted(target, status));
    }
  }

  private Exchange ask(Workload workload, String model) {
    LoadPlan probe =
        plan.workload(workload).model(model).requests(1).requestTimeout(PATIENCE).build();
    long origin = System.nanoTime();
    CompletableFuture<Exchange> ended = new CompletableFuture<>();
    try (Client client = new Client(probe, () -> System.nanoTime() - origin)) {
      Exchange exchange =
          new Exchange(
              new RequestWriter(probe)
                  .write(0, probe.runId() + "-probe", new Due(0, 0, true, 0, 0)),
              Answer.Kind.TEXT,
              ended::complete);
      client.control().execute(() -> client.send(exchange));
      Exchange answered = ended.join();
      if (answered.answer().httpStatus() == 0) {
        throw UserException.target(
            "--url: no answer from %s: %s; is the server running there?"
                .formatted(target, describe(answered)));
      }
      return answered;
    } catch (UnknownHostException e) {
      throw UserException.target("--url: no address for '" + target.getHost() + "'");
    }
  }

  private static String describe(Exchange exchange) {
    int status = exchange.answer().httpStatus();
    String reason = exchange.error() == null ? exchange.status().label() : exchange.error();
    return status == 0 || exchange.status() == Status.OK
        ? reason
        : status + (exchange.error() == null ? "" : " " + reason);
  }

  private static List<String> identifiers(String text) {
    try {
      return new ObjectMapper()
          .readTree(text)
          .path("data")
          .valueStream()
          .map(model -> model.path("id").asText())
          .toList();
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }
}
