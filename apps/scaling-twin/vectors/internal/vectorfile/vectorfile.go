// Package vectorfile writes vectors: gzip files with one JSON object per line, the same bytes for the same lines.
package vectorfile

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
)

// Options are the flags that both programs share.
type Options struct {
	Seed  uint64
	Count int
	Out   string
}

// ParseOptions reads the flags; it exits with one line and code 2 when they make no sense.
func ParseOptions() Options {
	var options Options
	flags := flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	flags.Uint64Var(&options.Seed, "seed", 1, "seed of the random inputs")
	flags.IntVar(&options.Count, "count", 1000, "scale of the number of vectors of each kind, 1 to 1000000")
	flags.StringVar(&options.Out, "out", "", "directory to write to (created if missing)")
	_ = flags.Parse(os.Args[1:]) // exits by itself
	if options.Out == "" || options.Count < 1 || options.Count > 1_000_000 || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: -seed N -count 1..1000000 -out DIRECTORY")
		os.Exit(2)
	}
	return options
}

// Random is the source for one vector: it depends on seed, kind and index only, so a larger count begins with the same vectors.
func Random(seed uint64, kind string, index int) *rand.Rand {
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%s/%d", kind, index)
	return rand.New(rand.NewPCG(seed, hash.Sum64()))
}

// Write writes count lines, each made by line(index), to directory/kind.jsonl.gz and adds the file to directory/vectors.json.
func Write(options Options, kind string, count int, modules []string, line func(index int) any) error {
	if err := os.MkdirAll(options.Out, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(options.Out, kind+".jsonl.gz"))
	if err != nil {
		return err
	}
	defer file.Close()
	compressed, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(compressed)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for index := range count {
		if err := encoder.Encode(line(index)); err != nil {
			return fmt.Errorf("%s line %d: %w", kind, index, err)
		}
	}
	if err := errors.Join(buffered.Flush(), compressed.Close(), file.Sync()); err != nil {
		return err
	}
	return record(options, kind, count, modules)
}

type index struct {
	Files   map[string]entry  `json:"files"`
	Modules map[string]string `json:"modules"`
}

type entry struct {
	Seed  uint64 `json:"seed"`
	Lines int    `json:"lines"`
}

func record(options Options, kind string, count int, modules []string) error {
	path := filepath.Join(options.Out, "vectors.json")
	content := index{Files: map[string]entry{}, Modules: map[string]string{}}
	if text, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(text, &content); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	content.Files[kind+".jsonl.gz"] = entry{Seed: options.Seed, Lines: count}
	build, _ := debug.ReadBuildInfo()
	for _, module := range modules {
		for _, dependency := range build.Deps {
			if dependency.Path == module {
				content.Modules[module] = dependency.Version
			}
		}
	}
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
