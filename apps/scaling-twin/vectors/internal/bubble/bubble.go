// Package bubble runs code under a fake clock.
package bubble

import (
	"os"
	"testing"
	"testing/synctest"
)

// Main runs a program that wants to run functions in bubbles, and exits. In a bubble (testing/synctest) it is midnight UTC of
// 1 January 2000, and time passes only when every goroutine of the bubble waits. The detour through testing.Main is needed
// because synctest wants a *testing.T.
func Main(program func(run func(inBubble func())) error) {
	os.Args = os.Args[:1] // the program has read its flags; package testing must not
	testing.Main(
		func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "vectors", F: func(t *testing.T) {
			if err := program(func(inBubble func()) { synctest.Test(t, func(*testing.T) { inBubble() }) }); err != nil {
				t.Fatal(err)
			}
		}}}, nil, nil)
}
