package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-logr/logr"
	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	kedacontrollers "github.com/kedacore/keda/v2/controllers/keda"
	"github.com/kedacore/keda/v2/pkg/scalers/authentication"
	"github.com/kedacore/keda/v2/pkg/scaling"
	autoscaling "k8s.io/api/autoscaling/v2"
	"k8s.io/apimachinery/pkg/runtime"
)

// hpaSpecVector is a ScaledObject and the HPA that KEDA makes of it.
type hpaSpecVector struct {
	ID           string          `json:"id"`
	ScaledObject object          `json:"scaledObject"`
	Expect       hpaSpecExpected `json:"expect"`
}

type hpaSpecExpected struct {
	HPASpec json.RawMessage `json:"hpaSpec,omitempty"`
	Error   bool            `json:"error,omitempty"`
}

// operator is KEDA's operator around one ScaledObject.
type operator struct {
	cluster *cluster
	handler scaling.ScaleHandler
	hpa     *autoscaling.HorizontalPodAutoscaler
}

// newOperator builds the operator and has it make the HPA, as its reconciler does first of all.
func newOperator(scheme *runtime.Scheme, so *keda.ScaledObject) (*operator, error) {
	c := newCluster(scheme, so)
	handler := scaling.NewScaleHandler(c, scales{cluster: c}, scheme, httpTimeout, httpTimeout, discardedEvents{}, &authentication.AuthClientSet{})
	reconciler := &kedacontrollers.ScaledObjectReconciler{Client: c, Scheme: scheme, ScaleClient: scales{cluster: c}, ScaleHandler: handler}
	hpa, err := newHPAForScaledObject(reconciler, context.Background(), logr.Discard(), c.scaledObject(), so.Status.ScaleTargetGVKR)
	return &operator{cluster: c, handler: handler, hpa: hpa}, err
}

func hpaSpecOf(scheme *runtime.Scheme, server *prometheusServer, seed uint64, index int, random *rand.Rand) hpaSpecVector {
	v := hpaSpecVector{ID: fmt.Sprintf("keda-hpa-spec-%d-%d", seed, index), ScaledObject: drawScaledObject(random)}
	operator, err := newOperator(scheme, decode(v.ScaledObject, server.URL, time.Unix(0, 0)))
	if err != nil {
		v.Expect.Error = true
		return v
	}
	v.Expect.HPASpec, err = json.Marshal(operator.hpa.Spec)
	check(err)
	return v
}
