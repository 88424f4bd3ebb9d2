package main

import (
	"fmt"
	"math/rand/v2"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
)

// pauseVector is a set of annotations and what KEDA makes of them.
type pauseVector struct {
	ID          string            `json:"id"`
	Annotations map[string]string `json:"annotations"`
	Expect      pauseExpected     `json:"expect"`
}

type pauseExpected struct {
	Paused              bool   `json:"paused"`
	PausedReplicas      *int32 `json:"pausedReplicas,omitempty"`
	PausedReplicasError bool   `json:"pausedReplicasError,omitempty"`
	PauseScaleIn        bool   `json:"pauseScaleIn"`
	PauseScaleOut       bool   `json:"pauseScaleOut"`
	ForceActivation     bool   `json:"forceActivation"`
}

func pauseOf(seed uint64, index int, random *rand.Rand) pauseVector {
	v := pauseVector{ID: fmt.Sprintf("keda-pause-%d-%d", seed, index), Annotations: map[string]string{}}
	for _, name := range []string{keda.PausedAnnotation, keda.PausedScaleInAnnotation, keda.PausedScaleOutAnnotation, keda.ForceActivationAnnotation} {
		if random.IntN(2) == 0 {
			v.Annotations[name] = pick(random, []string{"true", "false", "True", "FALSE", "t", "f", "1", "0", "", "yes", "no", "tRUE", " true", "T", "2"})
		}
	}
	if random.IntN(3) == 0 {
		v.Annotations[keda.PausedReplicasAnnotation] = pick(random, []string{"0", "1", "4", "-1", "+2", "x", "", "1.5", "007", "4000000000", " 3", "2_0"})
	}
	so := &keda.ScaledObject{}
	so.Annotations = v.Annotations
	replicas, err := so.GetPausedReplicaCount()
	v.Expect = pauseExpected{Paused: so.NeedToBePausedByAnnotation(), PausedReplicas: replicas, PausedReplicasError: err != nil,
		PauseScaleIn: so.NeedToPauseScaleIn(), PauseScaleOut: so.NeedToPauseScaleOut(), ForceActivation: so.NeedToForceActivation()}
	return v
}
