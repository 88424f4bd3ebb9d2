package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	apps "k8s.io/api/apps/v1"
	scaleapi "k8s.io/api/autoscaling/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	scaleclient "k8s.io/client-go/scale"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

const (
	namespace   = "inference"
	targetName  = "vllm"
	objectName  = "vllm"
	httpTimeout = 3 * time.Second
)

var podLabels = map[string]string{"app": "vllm"}

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	check(keda.AddToScheme(scheme))
	check(apps.AddToScheme(scheme))
	check(core.AddToScheme(scheme))
	check(autoscaling.AddToScheme(scheme))
	return scheme
}

// cluster is what KEDA reads and writes, in memory: the ScaledObject, a Deployment, its pods and the HPA.
type cluster struct {
	client.Client
	ready int
}

func newCluster(scheme *runtime.Scheme, so *keda.ScaledObject) *cluster {
	deployment := &apps.Deployment{
		ObjectMeta: meta.ObjectMeta{Name: targetName, Namespace: namespace},
		Spec: apps.DeploymentSpec{Replicas: ptr(int32(1)), Template: core.PodTemplateSpec{Spec: core.PodSpec{
			Containers: []core.Container{{Name: "vllm"}}}}},
	}
	return &cluster{Client: fake.NewClientBuilder().WithScheme(scheme).WithObjects(so, deployment).
		WithStatusSubresource(&keda.ScaledObject{}, &autoscaling.HorizontalPodAutoscaler{}).Build()}
}

func (c *cluster) deployment() *apps.Deployment {
	deployment := &apps.Deployment{}
	check(c.Client.Get(context.Background(), client.ObjectKey{Namespace: namespace, Name: targetName}, deployment))
	return deployment
}

func (c *cluster) replicas() int32 { return *c.deployment().Spec.Replicas }

func (c *cluster) setReplicas(replicas int32) {
	deployment := c.deployment()
	if *deployment.Spec.Replicas != replicas {
		deployment.Spec.Replicas = &replicas
		check(c.Client.Update(context.Background(), deployment))
	}
}

func (c *cluster) setReady(ready int) {
	for ; c.ready < ready; c.ready++ {
		check(c.Client.Create(context.Background(), &core.Pod{
			ObjectMeta: meta.ObjectMeta{Name: fmt.Sprintf("vllm-%d", c.ready), Namespace: namespace, Labels: podLabels},
			Status: core.PodStatus{Phase: core.PodRunning,
				Conditions: []core.PodCondition{{Type: core.PodReady, Status: core.ConditionTrue}}}}))
	}
	for ; c.ready > ready; c.ready-- {
		check(c.Client.Delete(context.Background(), &core.Pod{
			ObjectMeta: meta.ObjectMeta{Name: fmt.Sprintf("vllm-%d", c.ready-1), Namespace: namespace}}))
	}
}

func (c *cluster) scaledObject() *keda.ScaledObject {
	so := &keda.ScaledObject{}
	check(c.Client.Get(context.Background(), client.ObjectKey{Namespace: namespace, Name: objectName}, so))
	return so
}

// Status is the client for status. The fake client empties an object before it fills it with the answer to a patch; the real one
// does not, and KEDA's parallel triggers read their ScaledObject meanwhile. So the answer goes over the status alone.
func (c *cluster) Status() client.SubResourceWriter { return statusWriter{c.Client.Status()} }

type statusWriter struct{ client.SubResourceWriter }

func (w statusWriter) Patch(ctx context.Context, patched client.Object, patch client.Patch, options ...client.SubResourcePatchOption) error {
	so, isScaledObject := patched.(*keda.ScaledObject)
	if !isScaledObject {
		return w.SubResourceWriter.Patch(ctx, patched, patch, options...)
	}
	answer := so.DeepCopy()
	if err := w.SubResourceWriter.Patch(ctx, answer, patch, options...); err != nil {
		return err
	}
	so.ResourceVersion, so.Status = answer.ResourceVersion, answer.Status
	return nil
}

// setHPAActive writes the condition ScalingActive of the HPA.
func (c *cluster) setHPAActive(name string, active bool) {
	hpa := &autoscaling.HorizontalPodAutoscaler{}
	check(c.Client.Get(context.Background(), client.ObjectKey{Namespace: namespace, Name: name}, hpa))
	condition := autoscaling.HorizontalPodAutoscalerCondition{Type: autoscaling.ScalingActive, Status: core.ConditionTrue, Reason: "ValidMetricFound"}
	if !active {
		condition.Status, condition.Reason = core.ConditionFalse, "FailedGetExternalMetric"
	}
	hpa.Status.Conditions = []autoscaling.HorizontalPodAutoscalerCondition{condition}
	check(c.Client.Status().Update(context.Background(), hpa))
}

// scales is the scale subresource of the Deployment.
type scales struct {
	scaleclient.ScaleInterface
	cluster *cluster
}

func (s scales) Scales(string) scaleclient.ScaleInterface { return s }

func (s scales) Get(context.Context, schema.GroupResource, string, meta.GetOptions) (*scaleapi.Scale, error) {
	return &scaleapi.Scale{ObjectMeta: meta.ObjectMeta{Name: targetName, Namespace: namespace},
		Spec: scaleapi.ScaleSpec{Replicas: s.cluster.replicas()}, Status: scaleapi.ScaleStatus{Selector: labels.FormatLabels(podLabels)}}, nil
}

func (s scales) Update(_ context.Context, _ schema.GroupResource, scale *scaleapi.Scale, _ meta.UpdateOptions) (*scaleapi.Scale, error) {
	s.cluster.setReplicas(scale.Spec.Replicas)
	return scale, nil
}

// discardedEvents stands where Kubernetes would store events.
type discardedEvents struct{}

func (discardedEvents) Eventf(runtime.Object, runtime.Object, string, string, string, string, ...any) {
}

func check(err error) {
	if err != nil {
		panic(fmt.Sprintf("the generator itself is wrong: %v", err))
	}
}

func ptr[T any](value T) *T { return &value }

func pick[T any](random *rand.Rand, values []T) T { return values[random.IntN(len(values))] }
