// Command hpa writes vectors of the Kubernetes HPA controller: hpa-replicas and hpa-reconcile (see ../README.md).
package main

import (
	"fmt"
	"os"

	"github.com/go-logr/logr"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/features"

	"scaleproof.dev/scaling-twin/vectors/internal/bubble"
	"scaleproof.dev/scaling-twin/vectors/internal/vectorfile"
)

var modules = []string{"k8s.io/kubernetes", "k8s.io/api"}

func main() {
	options := vectorfile.ParseOptions()
	klog.SetLogger(logr.Discard())
	// The rules that the vectors are to show are those of a cluster with the default feature gates.
	if !utilfeature.DefaultFeatureGate.Enabled(features.HPAConfigurableTolerance) || utilfeature.DefaultFeatureGate.Enabled(features.HPAScaleToZero) {
		fmt.Fprintln(os.Stderr, "feature gates are not at the defaults of Kubernetes 1.36")
		os.Exit(1)
	}
	bubble.Main(func(run func(func())) error {
		clusters := map[flags]*cluster{}
		for _, f := range allFlags() {
			clusters[f] = newCluster(f)
		}
		err := vectorfile.Write(options, "hpa-replicas", 4*options.Count, modules, func(index int) (line any) {
			random := vectorfile.Random(options.Seed, "hpa-replicas", index)
			run(func() { line = replicasOf(clusters[defaultFlags], options.Seed, index, random) })
			return line
		})
		if err != nil {
			return err
		}
		return vectorfile.Write(options, "hpa-reconcile", options.Count, modules, func(index int) (line any) {
			random := vectorfile.Random(options.Seed, "hpa-reconcile", index)
			run(func() { line = reconcileOf(clusters, options.Seed, index, random) })
			return line
		})
	})
}
