package dev.scaleproof.cluster.read;

import static dev.scaleproof.cluster.read.Fields.get;
import static dev.scaleproof.cluster.read.Fields.maps;
import static dev.scaleproof.cluster.read.Fields.number;
import static dev.scaleproof.cluster.read.Fields.strings;
import static dev.scaleproof.cluster.read.Fields.text;
import static dev.scaleproof.cluster.read.Fields.time;

import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Unseen;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** KEDA's ScaledObjects, with KEDA's defaults for what they leave out. */
public final class ScaledObjects {
  public static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("keda.sh")
          .withVersion("v1alpha1")
          .withKind("ScaledObject")
          .withPlural("scaledobjects")
          .withNamespaced(true)
          .build();

  /** apis/keda/v1alpha1/withtriggers_types.go and scaledobject_types.go of KEDA 2.21. */
  private static final int COOLDOWN_SECONDS = 300;

  private static final int MAX_REPLICAS = 100;

  private ScaledObjects() {}

  /** Whether the API server knows them. */
  public static boolean areKnown(KubernetesClient client) {
    return client.raw("/apis/keda.sh/v1alpha1") != null;
  }

  static List<ScaledObject> in(KubernetesClient client, String namespace, Reading reading) {
    List<GenericKubernetesResource> resources =
        client.genericKubernetesResources(KIND).inNamespace(namespace).list().getItems();
    if (resources.isEmpty()) {
      return List.of();
    }
    List<Event> warnings =
        reading.listOf(
            Unseen.Part.EVENTS,
            () ->
                client
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("involvedObject.kind", "ScaledObject")
                    .withField("type", "Warning")
                    .list()
                    .getItems());
    return resources.stream().map(resource -> of(resource, warnings)).toList();
  }

  /** One of them, without its events. */
  public static ScaledObject of(GenericKubernetesResource resource) {
    return of(resource, List.of());
  }

  private static ScaledObject of(GenericKubernetesResource resource, List<Event> warnings) {
    String name = resource.getMetadata().getName();
    return new ScaledObject(
        resource.getMetadata().getNamespace(),
        name,
        Fields.map(resource.getMetadata().getAnnotations()),
        or(get(resource, "spec", "scaleTargetRef", "kind"), "Deployment"),
        text(get(resource, "spec", "scaleTargetRef", "name")),
        number(get(resource, "spec", "minReplicaCount"), 0),
        number(get(resource, "spec", "maxReplicaCount"), MAX_REPLICAS),
        number(get(resource, "spec", "cooldownPeriod"), COOLDOWN_SECONDS),
        maps(get(resource, "spec", "triggers")).stream()
            .map(
                trigger ->
                    new ScaledObject.Trigger(
                        text(trigger.get("type")),
                        text(trigger.get("name")),
                        strings(trigger.get("metadata"))))
            .toList(),
        hpaName(resource, name),
        maps(get(resource, "status", "conditions")).stream()
            .map(
                condition ->
                    new Condition(
                        text(condition.get("type")),
                        text(condition.get("status")),
                        text(condition.get("reason")),
                        text(condition.get("message"))))
            .toList(),
        time(resource.getMetadata().getCreationTimestamp()),
        lastWarning(name, warnings));
  }

  /** controllers/keda/hpa.go, getHPAName. */
  private static String hpaName(GenericKubernetesResource resource, String name) {
    return or(
        get(resource, "spec", "advanced", "horizontalPodAutoscalerConfig", "name"),
        "keda-hpa-" + name);
  }

  private static String or(@Nullable Object value, String otherwise) {
    return text(value).isEmpty() ? otherwise : text(value);
  }

  private static String lastWarning(String name, List<Event> warnings) {
    return warnings.stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .max(Comparator.comparing(event -> text(event.getLastTimestamp())))
        .map(event -> text(event.getMessage()))
        .orElse("");
  }
}
