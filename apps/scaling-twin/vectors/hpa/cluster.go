package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	scaleapi "k8s.io/api/autoscaling/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	autoscalingclient "k8s.io/client-go/kubernetes/typed/autoscaling/v2"
	coreclient "k8s.io/client-go/kubernetes/typed/core/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	scaleclient "k8s.io/client-go/scale"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

// flags are those of kube-controller-manager that bear on decisions.
type flags struct {
	Tolerance                float64 `json:"tolerance"`
	DownscaleStabilizationMs int64   `json:"downscaleStabilizationMs"`
	CPUInitializationMs      int64   `json:"cpuInitializationMs"`
	InitialReadinessDelayMs  int64   `json:"initialReadinessDelayMs"`
}

// Defaults of pkg/controller/podautoscaler/config/v1alpha1/defaults.go.
var defaultFlags = flags{Tolerance: 0.1, DownscaleStabilizationMs: 300_000, CPUInitializationMs: 300_000, InitialReadinessDelayMs: 30_000}

const targetName = "vllm"

// cluster is everything around the controller: what it reads and writes, in memory.
type cluster struct {
	controller *podautoscaler.HorizontalController
	hpas       cache.Indexer
	pods       cache.Indexer
	podLister  corelisters.PodLister
	metrics    *metricsAPI
	target     *scaleTarget
	statuses   *statusSink
}

func newCluster(f flags) *cluster {
	client := fake.NewClientset()
	factory := informers.NewSharedInformerFactory(client, 0)
	hpaInformer, podInformer := factory.Autoscaling().V2().HorizontalPodAutoscalers(), factory.Core().V1().Pods()
	mapper := apimeta.NewDefaultRESTMapper([]schema.GroupVersion{{Group: "apps", Version: "v1"}})
	mapper.Add(schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, apimeta.RESTScopeNamespace)
	c := &cluster{
		hpas: hpaInformer.Informer().GetIndexer(), pods: podInformer.Informer().GetIndexer(), podLister: podInformer.Lister(),
		metrics: &metricsAPI{}, target: &scaleTarget{}, statuses: &statusSink{},
	}
	c.controller = podautoscaler.NewHorizontalController(context.Background(), discardedEvents{}, c.target, c.statuses, mapper, c.metrics,
		hpaInformer, podInformer, 15*time.Second, time.Duration(f.DownscaleStabilizationMs)*time.Millisecond, f.Tolerance,
		time.Duration(f.CPUInitializationMs)*time.Millisecond, time.Duration(f.InitialReadinessDelayMs)*time.Millisecond)
	return c
}

func (c *cluster) setPods(namespace string, pods []pod, start time.Time) {
	objects := make([]any, 0, len(pods))
	for index, pod := range pods {
		objects = append(objects, pod.object(namespace, index, start))
	}
	check(c.pods.Replace(objects, ""))
}

// metricsAPI answers the controller's metric queries.
type metricsAPI struct {
	external  map[string][]int64
	resources map[core.ResourceName]metrics.PodMetricsInfo
}

var errMetricsAPI = errors.New("the metrics API does not answer")

func (m *metricsAPI) GetResourceMetric(_ context.Context, name core.ResourceName, _ string, _ labels.Selector, _ string) (metrics.PodMetricsInfo, time.Time, error) {
	stored, found := m.resources[name]
	// As the real client does (podautoscaler/metrics/client.go): no samples at all is an error.
	if !found || len(stored) == 0 {
		return nil, time.Time{}, errMetricsAPI
	}
	result := metrics.PodMetricsInfo{}
	for pod, sample := range stored { // a copy: the calculator deletes from it
		result[pod] = sample
	}
	return result, time.Now(), nil
}

func (m *metricsAPI) GetExternalMetric(name, _ string, _ labels.Selector) ([]int64, time.Time, error) {
	values, found := m.external[name]
	if !found {
		return nil, time.Time{}, errMetricsAPI
	}
	return values, time.Now(), nil
}

func (m *metricsAPI) GetRawMetric(string, string, labels.Selector, labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	panic("no vector uses Pods metrics")
}

func (m *metricsAPI) GetObjectMetric(string, string, *autoscaling.CrossVersionObjectReference, labels.Selector) (int64, time.Time, error) {
	panic("no vector uses Object metrics")
}

// scaleTarget is the Deployment's scale subresource.
type scaleTarget struct {
	scaleclient.ScaleInterface
	spec, status int32
}

func (s *scaleTarget) Scales(string) scaleclient.ScaleInterface { return s }

func (s *scaleTarget) Get(context.Context, schema.GroupResource, string, meta.GetOptions) (*scaleapi.Scale, error) {
	return &scaleapi.Scale{
		ObjectMeta: meta.ObjectMeta{Name: targetName},
		Spec:       scaleapi.ScaleSpec{Replicas: s.spec},
		Status:     scaleapi.ScaleStatus{Replicas: s.status, Selector: labels.FormatLabels(podLabels)},
	}, nil
}

func (s *scaleTarget) Update(_ context.Context, _ schema.GroupResource, scale *scaleapi.Scale, _ meta.UpdateOptions) (*scaleapi.Scale, error) {
	s.spec = scale.Spec.Replicas
	return scale, nil
}

// statusSink keeps the last status that the controller wrote.
type statusSink struct {
	autoscalingclient.HorizontalPodAutoscalerInterface
	last *autoscaling.HorizontalPodAutoscalerStatus
}

func (s *statusSink) HorizontalPodAutoscalers(string) autoscalingclient.HorizontalPodAutoscalerInterface {
	return s
}

func (s *statusSink) UpdateStatus(_ context.Context, hpa *autoscaling.HorizontalPodAutoscaler, _ meta.UpdateOptions) (*autoscaling.HorizontalPodAutoscaler, error) {
	s.last = &hpa.Status
	return hpa, nil
}

// discardedEvents stands where Kubernetes would store events.
type discardedEvents struct{ coreclient.EventInterface }

func (e discardedEvents) Events(string) coreclient.EventInterface { return e }

func (discardedEvents) CreateWithEventNamespace(event *core.Event) (*core.Event, error) {
	return event, nil
}

func (discardedEvents) PatchWithEventNamespace(event *core.Event, _ []byte) (*core.Event, error) {
	return event, nil
}

func (discardedEvents) UpdateWithEventNamespace(event *core.Event) (*core.Event, error) {
	return event, nil
}

func check(err error) {
	if err != nil {
		panic(fmt.Sprintf("the generator itself is wrong: %v", err))
	}
}
