// Command keda writes vectors of KEDA: keda-metric, keda-stream, keda-formula, keda-hpa-spec, keda-pause and keda-loop (see ../README.md).
package main

import (
	"math/rand/v2"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	controllerruntime "sigs.k8s.io/controller-runtime"

	"scaleproof.dev/scaling-twin/vectors/internal/bubble"
	"scaleproof.dev/scaling-twin/vectors/internal/vectorfile"
)

var modules = []string{"github.com/kedacore/keda/v2", "github.com/expr-lang/expr", "k8s.io/api"}

func main() {
	options := vectorfile.ParseOptions()
	klog.SetLogger(logr.Discard())
	controllerruntime.SetLogger(logr.Discard())
	answerInOrder()
	bubble.Main(func(run func(func())) error {
		server := newPrometheusServer()
		defer server.Close()
		redis := newRedisServer()
		scheme := newScheme()
		kinds := []struct {
			name  string
			share int // lines for each of the count
			line  func(index int, random *rand.Rand) any
		}{
			{"keda-metric", 2, func(index int, random *rand.Rand) any { return metricOf(server, options.Seed, index, random) }},
			{"keda-stream", 2, func(index int, random *rand.Rand) any { return streamOf(redis, options.Seed, index, random) }},
			{"keda-formula", 4, func(index int, random *rand.Rand) any { return formulaOf(options.Seed, index, random) }},
			{"keda-hpa-spec", 1, func(index int, random *rand.Rand) any { return hpaSpecOf(scheme, server, options.Seed, index, random) }},
			{"keda-pause", 1, func(index int, random *rand.Rand) any { return pauseOf(options.Seed, index, random) }},
			{"keda-loop", 2, func(index int, random *rand.Rand) (line any) {
				run(func() { line = loopOf(scheme, server, options.Seed, index, random) })
				return line
			}},
		}
		for _, kind := range kinds {
			err := vectorfile.Write(options, kind.name, kind.share*options.Count, modules, func(index int) any {
				return kind.line(index, vectorfile.Random(options.Seed, kind.name, index))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
