package dev.scaleproof.validation.invariant;

import java.util.List;

/** The rules, in the order in which a person reads them. */
public final class Invariants {

  /** All of them; each has a fixture of its name in the test resources that breaks it alone. */
  public static final List<Invariant> ALL =
      List.of(
          // Money: nothing that is applied may buy a GPU by itself.
          new Invariant("gpu-at-zero", GpuRules::atZero),
          new Invariant("gpu-scaler-paused", GpuRules::scalerPaused),
          // Scaling: bounds that a person chose, and queries that mean the same with any replicas.
          Invariant.ofEach("one-pause-state", ScalerRules::onePauseState),
          Invariant.ofEach("explicit-bounds", ScalerRules::explicitBounds),
          Invariant.ofEach("aggregated-queries", ScalerRules::aggregatedQueries),
          Invariant.ofEach("null-values-explicit", ScalerRules::nullValuesExplicit),
          new Invariant("one-scaler-per-target", ScalerRules::onePerTarget),
          new Invariant("scaler-has-target", ScalerRules::hasTarget),
          new Invariant("same-waiting-query", WaitingQuery::same),
          new Invariant("stream-is-the-queue", QueueRules::streamIsTheQueue),
          new Invariant("authentication-exists", QueueRules::authenticationExists),
          // Pods: what they may use, what they may do, how they come and go.
          Invariant.ofEach("requests-and-limits", PodRules::requestsAndLimits),
          Invariant.ofEach("images-pinned", PodRules::imagesPinned),
          Invariant.ofEach("probes", PodRules::probes),
          Invariant.ofEach("restricted-pods", RestrictedPods::check),
          Invariant.ofEach("grace-period", PodRules::gracePeriod),
          // References: a name that matches nothing is no error for the API server.
          Invariant.ofEach("namespace-named", ReferenceRules.namespaceNamed()),
          new Invariant("selectors-match-pods", ReferenceRules::selectorsMatchPods),
          new Invariant("monitor-selects-a-port", ReferenceRules::monitorSelectsAPort),
          // Delivery: what Argo CD may do, what it does by itself, and what only a person does.
          new Invariant("gpu-application", GpuApplicationRules::check),
          new Invariant("application-project", ApplicationRules::inProject),
          Invariant.ofEach("application-pinned", ApplicationRules::pinned),
          Invariant.ofEach("application-sync", ApplicationRules::syncPolicy),
          Invariant.ofEach("differences-respected", ApplicationRules::differencesRespected),
          new Invariant("autoscaled-replicas", ApplicationRules::autoscaledReplicas),
          new Invariant("generate-paths", ApplicationRules::generatePaths),
          Invariant.ofEach("project-whitelists", ProjectRules::whitelists),
          Invariant.ofEach("definitions-kept", ProjectRules::definitionsKept));

  private Invariants() {}
}
