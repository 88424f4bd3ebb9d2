package main

import (
	"context"
	_ "unsafe" // for go:linkname

	"github.com/go-logr/logr"
	kedacontrollers "github.com/kedacore/keda/v2/controllers/keda"
	autoscaling "k8s.io/api/autoscaling/v2"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
)

// The one unexported method that the vectors need. It is linked, not copied: what runs is the module's own code.

//go:linkname newHPAForScaledObject github.com/kedacore/keda/v2/controllers/keda.(*ScaledObjectReconciler).newHPAForScaledObject
func newHPAForScaledObject(reconciler *kedacontrollers.ScaledObjectReconciler, ctx context.Context, logger logr.Logger,
	scaledObject *keda.ScaledObject, target *keda.GroupVersionKindResource) (*autoscaling.HorizontalPodAutoscaler, error)
