package dev.scaleproof.e2e.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.scaleproof.e2e.admission.Requests.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shipped definitions, policies and raw-vllm on an API server, in the state that a test asks
 * for.
 */
final class World {
  static final String SERVING = "/api/v1/namespaces/serving";
  static final String PODS = SERVING + "/pods";
  static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/serving/deployments";
  static final String DEPLOYMENT = DEPLOYMENTS + "/raw-vllm";
  static final String SCALE = DEPLOYMENT + "/scale";
  static final String SCALED_OBJECTS = "/apis/keda.sh/v1alpha1/namespaces/serving/scaledobjects";
  static final String SCALED_OBJECT = SCALED_OBJECTS + "/raw-vllm";
  static final String LEASE = "/apis/scaleproof.dev/v1alpha1/namespaces/serving/gpuleases/raw-vllm";
  static final String GUARD = "system:serviceaccount:cost-guard:cost-guard";

  /** Of the kinds that our files hold. */
  private static final Map<String, String> PLURALS =
      Map.of(
          "CustomResourceDefinition", "customresourcedefinitions",
          "Deployment", "deployments",
          "GpuLease", "gpuleases",
          "Namespace", "namespaces",
          "ResourceQuota", "resourcequotas",
          "ScaledObject", "scaledobjects",
          "ValidatingAdmissionPolicy", "validatingadmissionpolicies",
          "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings");

  /** For caches of the API server, and for controllers. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Requests api;
  private final Path kubeconfig;
  private final Path root;

  private World(Requests api, Path kubeconfig, Path root) {
    this.api = api;
    this.kubeconfig = kubeconfig;
    this.root = root;
  }

  /** How far the lease is. */
  enum Lease {
    ABSENT("no params found"),
    IDLE(" is Idle: make"),
    /** Held, and the guard has not seen it yet. */
    ASKED(" is Idle: make"),
    ACTIVE(""),
    /** Given back, and the guard has not seen it yet. */
    GIVEN_BACK(" is given back: make"),
    DRAINING(" is Draining: make");

    /** What admission says once it knows. */
    private final String refusal;

    Lease(String refusal) {
      this.refusal = refusal;
    }
  }

  /** What raw-vllm does. */
  enum State {
    /** Neither Deployment nor ScaledObject. */
    GONE,
    /** As in Git: 0 replicas, paused. */
    SHIPPED,
    /** One replica, un-paused. */
    RUNNING
  }

  static World on(Requests api, Path kubeconfig, Path root) throws IOException {
    World world = new World(api, kubeconfig, root);
    world.apply("out/testbed/platform/keda/upstream/crd/bases/keda.sh_scaledobjects.yaml");
    world.apply("platform/cost-guard/gpulease.yaml");
    world.apply("serving/namespaces/serving.yaml");
    for (String file :
        List.of(
            "gpulease",
            "gpu-pods",
            "guarded-deployment",
            "guarded-labels",
            "guarded-scaledobject",
            "raw-vllm")) {
      world.apply("platform/cost-guard/policies/" + file + ".yaml");
    }
    api.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"elsewhere\"}}").orFail();
    world.apply("serving/namespaces/serving-quota.yaml");
    await()
        .atMost(SOON)
        .until(
            () ->
                api.get(SERVING + "/resourcequotas/gpus").body().at("/status/hard").size() == 1
                    && api.get(SERVING + "/serviceaccounts/default").allowed()
                    && api.get("/api/v1/namespaces/elsewhere/serviceaccounts/default").allowed());
    // Something that nobody guards.
    api.create(DEPLOYMENTS, Samples.deployment("other", "0", "")).orFail();
    return world;
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  Path root() {
    return root;
  }

  Requests api() {
    return api;
  }

  /** Brings about a state, and waits until admission knows it. */
  void become(State state, Lease lease) throws IOException {
    set(Lease.ACTIVE);
    delete(SCALED_OBJECT);
    delete(DEPLOYMENT);
    await().atMost(SOON).until(() -> pods().isEmpty());
    if (state != State.GONE) {
      apply("serving/raw-vllm/deployment.yaml");
      apply("serving/raw-vllm/scaledobject.yaml");
    }
    if (state == State.RUNNING) {
      api.patch(SCALE, Requests.MERGE, "{\"spec\":{\"replicas\":1}}").orFail();
      api.patch(SCALED_OBJECT, Requests.MERGE, Table.annotations("paused", null)).orFail();
      await().atMost(SOON).until(() -> pods().size() == 1);
    }
    set(lease);
  }

  private void set(Lease lease) throws IOException {
    if (lease == Lease.ABSENT) {
      delete(LEASE);
    } else {
      apply("serving/raw-vllm/gpulease.yaml");
      boolean held = lease != Lease.IDLE && lease != Lease.GIVEN_BACK;
      api.patch(LEASE, Requests.MERGE, held ? HELD : "{\"spec\":{\"duration\":\"0s\"}}").orFail();
      String phase =
          switch (lease) {
            case ACTIVE, GIVEN_BACK -> "Active";
            case DRAINING -> "Draining";
            case ABSENT, IDLE, ASKED -> "Idle";
          };
      api.as(GUARD)
          .patch(
              LEASE + "/status", Requests.MERGE, "{\"status\":{\"phase\":\"%s\"}}".formatted(phase))
          .orFail();
    }
    // A pod, since there is always something that would make one.
    await()
        .pollInterval(BETWEEN_LOOKS)
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Answer pod = api.dry().create(PODS, Samples.pod("nvidia.com/gpu", "raw-vllm"));
              if (lease == Lease.ACTIVE) {
                assertThat(pod.message()).doesNotContain("ValidatingAdmissionPolicy");
              } else {
                assertThat(pod.message()).contains(lease.refusal);
              }
            });
  }

  private static final String HELD =
      """
      {"spec": {"duration": "45m", "owner": "alice", "reason": "load test", "budgetUsd": 3}}""";

  private void delete(String path) throws IOException {
    Answer answer = api.delete(path);
    assertThat(answer.status()).as(answer.toString()).isIn(200, 404);
    // The copy of a scale-up that is refused would come back.
    await().atMost(SOON).until(() -> api.get(path).status() == 404);
  }

  /** The pods of raw-vllm that are there, by name. */
  List<String> pods() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode pod :
        api.get(PODS + "?labelSelector=scaleproof.dev/lease").orFail().body().path("items")) {
      names.add(pod.at("/metadata/name").asText());
    }
    return names;
  }

  /** Applies every document of a file of the checkout. */
  void apply(String file) throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(root.resolve(file).toFile())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        Answer answer = api.apply(path(document), document.toString());
        if (document.path("kind").asText().equals("CustomResourceDefinition")) {
          awaitDefinition(answer.orFail().body());
        } else {
          answer.orFail();
        }
      }
    }
  }

  private void awaitDefinition(JsonNode definition) {
    String list =
        "/apis/%s/%s/%s"
            .formatted(
                definition.at("/spec/group").asText(),
                definition.at("/spec/versions/0/name").asText(),
                definition.at("/spec/names/plural").asText());
    await().atMost(SOON).until(() -> api.get(list).allowed());
  }

  private static String path(JsonNode document) {
    String version = document.path("apiVersion").asText();
    String namespace = document.at("/metadata/namespace").asText();
    String kind = document.path("kind").asText();
    return (version.contains("/") ? "/apis/" : "/api/")
        + version
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + Objects.requireNonNull(PLURALS.get(kind), kind)
        + "/"
        + document.at("/metadata/name").asText();
  }

  /** A shipped manifest as JSON, to be changed. */
  ObjectNode shipped(String file) throws IOException {
    return (ObjectNode) YAML.readTree(root.resolve("serving/raw-vllm/" + file).toFile());
  }
}
