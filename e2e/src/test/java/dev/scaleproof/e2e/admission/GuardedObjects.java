package dev.scaleproof.e2e.admission;

import static dev.scaleproof.e2e.admission.Requests.JSON;
import static dev.scaleproof.e2e.admission.Requests.MERGE;
import static dev.scaleproof.e2e.admission.Requests.STRATEGIC;
import static dev.scaleproof.e2e.admission.Table.annotations;
import static dev.scaleproof.e2e.admission.Table.label;
import static dev.scaleproof.e2e.admission.World.DEPLOYMENT;
import static dev.scaleproof.e2e.admission.World.DEPLOYMENTS;
import static dev.scaleproof.e2e.admission.World.LEASE;
import static dev.scaleproof.e2e.admission.World.PODS;
import static dev.scaleproof.e2e.admission.World.SCALE;
import static dev.scaleproof.e2e.admission.World.SCALED_OBJECT;
import static dev.scaleproof.e2e.admission.World.SCALED_OBJECTS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.e2e.admission.World.Lease;
import dev.scaleproof.e2e.admission.World.State;
import java.io.IOException;
import java.util.function.Consumer;

/** What people and programs ask of guarded objects, and of those beside them. */
final class GuardedObjects {
  private static final String UNPAUSE = "make keda-demo-up LEASE=45m REASON=…";
  private static final String REPLICA = "make vllm-up LEASE=45m REASON=…";

  /** The API server's own words. */
  private static final String NO_LEASE = "no params found";

  private final World world;
  private final Table table = new Table();

  private GuardedObjects(World world) {
    this.world = world;
  }

  static Table table(World world) throws IOException {
    GuardedObjects all = new GuardedObjects(world);
    all.unpausing();
    all.pauses();
    all.replicas();
    all.labels();
    all.pods();
    all.beside();
    all.running();
    all.made();
    return all.table;
  }

  private Table.Entering shipped(String name, Table.Request request) {
    return table.row(State.SHIPPED, name, request);
  }

  private void unpausing() throws IOException {
    String key = "autoscaling.keda.sh~1paused";
    unpausing(
        "annotation taken away",
        api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused", null)));
    unpausing(
        "annotation false", api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused", "false")));
    unpausing(
        "annotation F, which KEDA reads as false",
        api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused", "F")));
    unpausing(
        "JSON patch",
        api ->
            api.patch(
                SCALED_OBJECT,
                JSON,
                "[{\"op\": \"remove\", \"path\": \"/metadata/annotations/%s\"}]".formatted(key)));
    unpausing(
        "one direction stays paused",
        api ->
            api.patch(
                SCALED_OBJECT, MERGE, annotations("paused", null, "paused-scale-in", "true")));
    ObjectNode unpaused = world.shipped("scaledobject.yaml");
    ((ObjectNode) unpaused.get("metadata")).remove("annotations");
    unpausing("server-side apply without it", api -> api.apply(SCALED_OBJECT, unpaused.toString()));
    unpausing(
        "update without it",
        api ->
            update(
                api,
                SCALED_OBJECT,
                seen -> ((ObjectNode) seen.get("metadata")).remove("annotations")));
    unpausing(
        "by KEDA itself",
        api ->
            api.as("system:serviceaccount:keda:keda-operator")
                .patch(SCALED_OBJECT, MERGE, annotations("paused", null)));
    shipped(
            "un-pausing for two replicas",
            api ->
                update(
                    api,
                    SCALED_OBJECT,
                    seen -> {
                      ((ObjectNode) seen.get("metadata")).remove("annotations");
                      ((ObjectNode) seen.get("spec")).put("maxReplicaCount", 2);
                    }))
        .butWhile(Lease.ABSENT, null)
        .butWhile(Lease.ACTIVE, "may scale to 2 replicas, and its GpuLease allows 1")
        .refused(UNPAUSE);
    shipped(
            "un-pausing without a maximum, which is 100",
            api ->
                update(
                    api,
                    SCALED_OBJECT,
                    seen -> {
                      ((ObjectNode) seen.get("metadata")).remove("annotations");
                      ((ObjectNode) seen.get("spec")).remove("maxReplicaCount");
                    }))
        .butWhile(Lease.ABSENT, null)
        .butWhile(Lease.ACTIVE, "may scale to 100 replicas")
        .refused(UNPAUSE);
  }

  private void unpausing(String how, Table.Request request) {
    // Without any lease it leads nowhere: neither its scale nor a pod is let through.
    shipped("un-pausing: " + how, request)
        .butWhile(Lease.ABSENT, null)
        .refusedUnlessActive(UNPAUSE);
  }

  private void pauses() {
    shipped(
            "pausing what is paused",
            api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused", "1")))
        .allowed();
    shipped(
            "both pauses",
            api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused-replicas", "0")))
        .refused(UNPAUSE);
    shipped(
            "paused at five",
            api ->
                api.patch(
                    SCALED_OBJECT, MERGE, annotations("paused", null, "paused-replicas", "5")))
        .refused(REPLICA);
    shipped(
            "another trigger while paused",
            api -> api.patch(SCALED_OBJECT, MERGE, "{\"spec\": {\"pollingInterval\": 30}}"))
        .allowed();
    shipped(
            "KEDA's finalizer",
            api ->
                api.patch(
                    SCALED_OBJECT,
                    MERGE,
                    "{\"metadata\": {\"finalizers\": [\"finalizer.keda.sh/x\"]}}"))
        .allowed();
    shipped("deleting the ScaledObject", api -> api.delete(SCALED_OBJECT)).allowed();
  }

  private void replicas() throws IOException {
    String one = "{\"spec\": {\"replicas\": 1}}";
    raising("patched", api -> api.patch(DEPLOYMENT, MERGE, one));
    raising("edited", api -> api.patch(DEPLOYMENT, STRATEGIC, one));
    raising(
        "updated",
        api -> update(api, DEPLOYMENT, seen -> ((ObjectNode) seen.get("spec")).put("replicas", 1)));
    ObjectNode up = world.shipped("deployment.yaml");
    ((ObjectNode) up.get("spec")).put("replicas", 1);
    raising("applied", api -> api.apply(DEPLOYMENT, up.toString()));
    // Applied without a count, an object that others have one for keeps it.
    scaling("patched", api -> api.patch(SCALE, MERGE, one));
    scaling("as kubectl scale does", api -> update(api, SCALE, GuardedObjects::one));
    scaling(
        "as an HPA does",
        api ->
            update(
                api.as("system:serviceaccount:kube-system:horizontal-pod-autoscaler"),
                SCALE,
                GuardedObjects::one));
    scaling(
        "as KEDA does",
        api ->
            update(api.as("system:serviceaccount:keda:keda-operator"), SCALE, GuardedObjects::one));
    scaling("as the guard does", api -> update(api.as(World.GUARD), SCALE, GuardedObjects::one));
    shipped(
            "two replicas by scale",
            api -> api.patch(SCALE, MERGE, "{\"spec\": {\"replicas\": 2}}"))
        .butWhile(Lease.ABSENT, NO_LEASE)
        .butWhile(Lease.ACTIVE, "cannot have 2 replicas: its GpuLease allows 1")
        .refused(REPLICA);
    shipped("two replicas", api -> api.patch(DEPLOYMENT, MERGE, "{\"spec\": {\"replicas\": 2}}"))
        .butWhile(Lease.ABSENT, null)
        .butWhile(Lease.ACTIVE, "cannot have 2 replicas: its GpuLease allows 1")
        .refused(REPLICA);
    shipped("0 replicas again by scale", api -> update(api, SCALE, seen -> {}))
        .butWhile(Lease.ABSENT, NO_LEASE)
        .allowed();
    shipped(
            "0 replicas again",
            api -> api.patch(DEPLOYMENT, MERGE, "{\"spec\": {\"replicas\": 0}}"))
        .allowed();
    shipped(
            "another start-up patience",
            api -> api.patch(DEPLOYMENT, MERGE, "{\"spec\": {\"progressDeadlineSeconds\": 900}}"))
        .allowed();
    shipped("deleting the Deployment", api -> api.delete(DEPLOYMENT)).allowed();
    shipped("deleting the lease", api -> api.delete(LEASE))
        .butWhile(Lease.ABSENT, "not found")
        .allowed();
  }

  private void raising(String how, Table.Request request) {
    shipped("a replica: " + how, request).butWhile(Lease.ABSENT, null).refusedUnlessActive(REPLICA);
  }

  private void scaling(String how, Table.Request request) {
    shipped("a replica by scale: " + how, request)
        .butWhile(Lease.ABSENT, NO_LEASE)
        .refusedUnlessActive(REPLICA);
  }

  private void labels() {
    shipped(
            "unguarded ScaledObject",
            api -> api.patch(SCALED_OBJECT, MERGE, label("guarded", null)))
        .refused(REPLICA);
    shipped("unguarded Deployment", api -> api.patch(DEPLOYMENT, MERGE, label("guarded", null)))
        .refused(REPLICA);
    shipped("guarded: false", api -> api.patch(DEPLOYMENT, MERGE, label("guarded", "false")))
        .refused(REPLICA);
    shipped(
            "pods without their lease",
            api ->
                api.patch(
                    DEPLOYMENT,
                    MERGE,
                    "{\"spec\": {\"template\": %s}}".formatted(label("lease", null))))
        .refused("scaleproof.dev/lease: raw-vllm");
    shipped(
            "pods of another lease",
            api ->
                api.patch(
                    DEPLOYMENT,
                    MERGE,
                    "{\"spec\": {\"template\": %s}}".formatted(label("lease", "mine"))))
        .refused(REPLICA);
    shipped(
            "guarded by no lease",
            // Its pods say a lease, or another policy could be the one that answers.
            api ->
                api.patch(
                    DEPLOYMENTS + "/other",
                    MERGE,
                    """
                    {"metadata": {"labels": {"scaleproof.dev/guarded": "true"}},
                     "spec": {"template": {"metadata": {"labels": {"scaleproof.dev/lease": "other"}}}}}
                    """))
        .refused("no policy asks for a GpuLease serving/other");
  }

  private void pods() {
    shipped("a pod with a GPU", api -> api.create(PODS, Samples.pod("nvidia.com/gpu", "raw-vllm")))
        .butWhile(Lease.ABSENT, NO_LEASE)
        .refusedUnlessActive(REPLICA);
    shipped(
            "a pod with a GPU and no lease",
            api -> api.create(PODS, Samples.pod("nvidia.com/gpu", "")))
        .refused(REPLICA);
    shipped(
            "a pod with a GPU and another lease",
            api -> api.create(PODS, Samples.pod("nvidia.com/gpu", "mine")))
        .refused(REPLICA);
    shipped(
            "a pod with a slice of a GPU",
            api -> api.create(PODS, Samples.pod("nvidia.com/mig-1g.5gb", "")))
        .refused(REPLICA);
    shipped(
            "a GPU in an init container",
            api ->
                api.create(
                    PODS,
                    Samples.podOf(
                        "",
                        "\"containers\": [%s], \"initContainers\": [%s]"
                            .formatted(
                                Samples.container(""), Samples.container("nvidia.com/gpu")))))
        .refused(REPLICA);
    shipped(
            "a claimed device",
            api ->
                api.create(
                    PODS,
                    Samples.podOf(
                        "",
                        "\"resourceClaims\": [{\"name\": \"gpu\", \"resourceClaimName\": \"gpu\"}], \"containers\": [%s]"
                            .formatted(Samples.container("")))))
        .refused(REPLICA);
  }

  private void beside() {
    shipped("a pod without a GPU", api -> api.create(PODS, Samples.pod("", ""))).allowed();
    shipped(
            "a Deployment that nobody guards",
            api -> api.create(DEPLOYMENTS, Samples.deployment("third", "3", "")))
        .allowed();
    shipped(
            "scaling what nobody guards",
            api -> api.patch(DEPLOYMENTS + "/other/scale", MERGE, "{\"spec\": {\"replicas\": 5}}"))
        .allowed();
    shipped(
            "a ScaledObject that nobody guards",
            api -> api.create(SCALED_OBJECTS, Samples.scaledObject("third", "", "")))
        .allowed();
    shipped(
            "a GPU in a namespace that is not guarded",
            api ->
                api.create("/api/v1/namespaces/elsewhere/pods", Samples.pod("nvidia.com/gpu", "")))
        .allowed();
    shipped(
            "a guarded Deployment of another name",
            api -> api.create(DEPLOYMENTS, Samples.deployment("third", "0", GUARDED)))
        .refused("");
  }

  private void running() throws IOException {
    running("pausing", api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused", "true")))
        .allowed();
    running(
            "pausing twice over",
            api ->
                api.patch(
                    SCALED_OBJECT, MERGE, annotations("paused", "true", "paused-replicas", "0")))
        .refused(UNPAUSE);
    running(
            "paused at five",
            api -> api.patch(SCALED_OBJECT, MERGE, annotations("paused-replicas", "5")))
        .refused(REPLICA);
    ObjectNode scaler = world.shipped("scaledobject.yaml");
    ObjectNode deployment = world.shipped("deployment.yaml");
    running("a sync of the ScaledObject", api -> api.apply(SCALED_OBJECT, scaler.toString()))
        .allowed();
    running("a sync of the Deployment", api -> api.apply(DEPLOYMENT, deployment.toString()))
        .allowed();
    running("to 0 by scale", api -> api.patch(SCALE, MERGE, "{\"spec\": {\"replicas\": 0}}"))
        .butWhile(Lease.ABSENT, NO_LEASE)
        .allowed();
    running("to 0", api -> api.patch(DEPLOYMENT, MERGE, "{\"spec\": {\"replicas\": 0}}")).allowed();
    running(
            "a label of KEDA",
            api ->
                api.patch(
                    SCALED_OBJECT,
                    MERGE,
                    "{\"metadata\": {\"labels\": {\"scaledobject.keda.sh/name\": \"raw-vllm\"}}}"))
        .allowed();
    running(
            "a finalizer gone",
            api -> api.patch(SCALED_OBJECT, MERGE, "{\"metadata\": {\"finalizers\": null}}"))
        .allowed();
    running(
            "a higher maximum",
            api -> api.patch(SCALED_OBJECT, MERGE, "{\"spec\": {\"maxReplicaCount\": 2}}"))
        .butWhile(Lease.ABSENT, null)
        .butWhile(Lease.ACTIVE, "its GpuLease allows 1")
        .refused(UNPAUSE);
    running(
            "another trigger",
            api -> api.patch(SCALED_OBJECT, MERGE, "{\"spec\": {\"pollingInterval\": 30}}"))
        .butWhile(Lease.ABSENT, null)
        .refusedUnlessActive(UNPAUSE);
    running(
            "a second replica",
            api -> update(api, SCALE, seen -> ((ObjectNode) seen.get("spec")).put("replicas", 2)))
        .butWhile(Lease.ABSENT, NO_LEASE)
        .butWhile(Lease.ACTIVE, "cannot have 2 replicas")
        .refused(REPLICA);
    running("deleting the ScaledObject", api -> api.delete(SCALED_OBJECT)).allowed();
    running("deleting the Deployment", api -> api.delete(DEPLOYMENT)).allowed();
  }

  private Table.Entering running(String name, Table.Request request) {
    return table.row(State.RUNNING, name, request);
  }

  /** After they were deleted. */
  private void made() throws IOException {
    ObjectNode deployment = world.shipped("deployment.yaml");
    ObjectNode oneReplica = deployment.deepCopy();
    ((ObjectNode) oneReplica.get("spec")).put("replicas", 1);
    ObjectNode uncounted = deployment.deepCopy();
    ((ObjectNode) uncounted.get("spec")).remove("replicas");
    ObjectNode free = deployment.deepCopy();
    ((ObjectNode) free.at("/metadata/labels")).remove("scaleproof.dev/guarded");
    ObjectNode leaseless = deployment.deepCopy();
    ((ObjectNode) leaseless.at("/spec/template/metadata/labels")).remove("scaleproof.dev/lease");
    gone("the Deployment as shipped", api -> api.create(DEPLOYMENTS, deployment.toString()))
        .allowed();
    gone("the Deployment as shipped, applied", api -> api.apply(DEPLOYMENT, deployment.toString()))
        .allowed();
    gone("a Deployment with a replica", api -> api.create(DEPLOYMENTS, oneReplica.toString()))
        .refused(REPLICA);
    gone(
            "a Deployment with a replica, applied",
            api -> api.apply(DEPLOYMENT, oneReplica.toString()))
        .refused(REPLICA);
    gone("a Deployment without a count", api -> api.create(DEPLOYMENTS, uncounted.toString()))
        .refused(REPLICA);
    gone("an unguarded Deployment", api -> api.create(DEPLOYMENTS, free.toString()))
        .refused(REPLICA);
    gone(
            "a Deployment whose pods name no lease",
            api -> api.create(DEPLOYMENTS, leaseless.toString()))
        .refused(REPLICA);

    ObjectNode scaler = world.shipped("scaledobject.yaml");
    ObjectNode composite = world.shipped("scaledobject-composite.yaml");
    gone("the ScaledObject as shipped", api -> api.create(SCALED_OBJECTS, scaler.toString()))
        .allowed();
    gone("the composite one", api -> api.create(SCALED_OBJECTS, composite.toString())).allowed();
    String paused = "\"autoscaling.keda.sh/paused\": \"true\"";
    gone(
            "an un-paused ScaledObject",
            api -> api.create(SCALED_OBJECTS, Samples.scaledObject("raw-vllm", GUARDED, "")))
        .refused(UNPAUSE);
    gone(
            "an un-paused ScaledObject, applied",
            api -> api.apply(SCALED_OBJECT, Samples.scaledObject("raw-vllm", GUARDED, "")))
        .refused(UNPAUSE);
    gone(
            "a ScaledObject paused by t",
            api ->
                api.create(
                    SCALED_OBJECTS,
                    Samples.scaledObject("raw-vllm", GUARDED, paused.replace("true", "t"))))
        .refused(UNPAUSE);
    gone(
            "a ScaledObject paused twice over",
            api ->
                api.create(
                    SCALED_OBJECTS,
                    Samples.scaledObject(
                        "raw-vllm",
                        GUARDED,
                        paused + ", \"autoscaling.keda.sh/paused-replicas\": \"0\"")))
        .refused(UNPAUSE);
    gone(
            "a ScaledObject paused in each direction",
            api ->
                api.create(
                    SCALED_OBJECTS,
                    Samples.scaledObject(
                        "raw-vllm",
                        GUARDED,
                        paused + ", \"autoscaling.keda.sh/paused-scale-in\": \"true\"")))
        .refused(UNPAUSE);
    gone(
            "a ScaledObject paused at one",
            api ->
                api.create(
                    SCALED_OBJECTS,
                    Samples.scaledObject(
                        "raw-vllm", GUARDED, "\"autoscaling.keda.sh/paused-replicas\": \"1\"")))
        .refused(REPLICA);
    gone(
            "an unguarded ScaledObject",
            api -> api.create(SCALED_OBJECTS, Samples.scaledObject("raw-vllm", "", paused)))
        .refused(REPLICA);
    gone(
            "a guarded ScaledObject of another name",
            api -> api.create(SCALED_OBJECTS, Samples.scaledObject("third", GUARDED, paused)))
        .refused("no policy asks for a GpuLease serving/third");
  }

  private Table.Entering gone(String name, Table.Request request) {
    return table.row(State.GONE, name, request);
  }

  private static final String GUARDED = "\"scaleproof.dev/guarded\": \"true\"";

  private static void one(ObjectNode scale) {
    ((ObjectNode) scale.get("spec")).put("replicas", 1);
  }

  private static Requests.Answer update(Requests api, String path, Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode seen = (ObjectNode) api.get(path).orFail().body();
    change.accept(seen);
    return api.update(path, seen.toString());
  }
}
