#!/usr/bin/env bash
# Builds the images of our programs as docker archives: images.sh OUT_DIR [JAVA_BASE.tar]
#
# Without a base (java-base.sh) they are built on eclipse-temurin from its registry. With one, and as root, each gets an
# AOT cache: the programs are started in their own images, serve some requests, and what the JVM has loaded, linked and
# profiled by then goes into a last layer. A pod is then ready after a third of the CPU time.
set -euo pipefail
cd "$(dirname "$0")/../.."

MODULES=(inference-sim/server apps/gateway)
declare -A ARCHIVE=([inference-sim/server]=inference-sim.tar [apps/gateway]=gateway.tar)
USER_IN_IMAGE=65532:65532

fail() {
  echo "images: $1" >&2
  exit "${2:-1}"
}

[ $# -eq 1 ] || [ $# -eq 2 ] || fail "usage: images.sh OUT_DIR [JAVA_BASE.tar]" 2
out=$1
base=()
if [ $# -eq 2 ]; then
  [ -f "$2" ] || fail "no base image $2: make one with e2e/testbed/java-base.sh $2" 2
  base=("-Djib.from.image=tar://$(realpath "$2")")
fi
JAVA_HOME=$(sh .mvn/find-jdk) || fail "no JDK 25 found: set JAVA_HOME to one"
export JAVA_HOME
work=$(mktemp -d)
chmod 0755 "$work" # the images' user has to get in
pids=()
clean_up() {
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build() { # MAVEN_OPTION...
  ./mvnw -q --batch-mode -Dmaven.test.skip=true -pl "$(IFS=, && echo "${MODULES[*]}")" -am "${base[@]}" "$@" \
    package jib:buildTar
}

unpack() { # MODULE : its image's files under $work/root/MODULE, its entry point in $work/root/MODULE.command
  local module=$1 image=$work/image layers layer
  local root=$work/root/$module
  rm -rf "$image" "$root"
  mkdir -p "$image" "$root"
  tar --extract --file "$module/target/jib-image.tar" --directory "$image"
  layers=$(grep -o '"Layers":\[[^]]*\]' "$image/manifest.json" | grep -o '[0-9a-f]\{64\}\.tar\.gz')
  for layer in $layers; do
    tar --extract --file "$image/$layer" --directory "$root" --preserve-permissions --warning=no-unknown-keyword
  done
  grep -o '"Entrypoint":\[[^]]*\]' "$image/config.json" | grep -o '"[^":[]*\(:[^"]*\)\?"' | tail -n +2 | tr -d '"' \
    >"$root.command"
}

inside() { # MODULE JVM_FLAG... -- ARGUMENT... : runs a program as a container would; a mount ends with its process
  local root=$work/root/$1 flags=() command
  shift
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  mapfile -t command <"$root.command"
  # shellcheck disable=SC2016 # the inner shell expands these
  exec unshare --mount --propagation private sh -c '
    root=$1 user=$2
    shift 2
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && cd "$root" &&
      exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 chroot --userspec="$user" "$root" "$@"' \
    sh "$root" $USER_IN_IMAGE "/opt/java/openjdk/bin/${command[0]}" "${flags[@]}" "${command[@]:1}" "$@"
}

recorded() { # MODULE ARGUMENT... : starts a program that records; its address in $address
  local module=$1 log
  log=$work/$(basename "$module").log
  : >"$log" # looked into before the program may have come to writing it
  shift
  (inside "$module" -XX:AOTMode=record -XX:AOTConfiguration=/tmp/program.aotconf -Xlog:aot*=error -- --port 0 "$@") \
    >"$log" 2>&1 &
  pids+=($!)
  for _ in $(seq 600); do
    address=$(sed -n 's/^ready //p' "$log")
    [ -z "$address" ] || return 0
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  fail "$module does not start in its image: $(tail -n1 "$log")"
}

request() { # CURL_OPTION_OR_URL... : a range in brackets makes curl repeat it
  curl --silent --show-error --fail "$@" >/dev/null 2>"$work/curl.log" ||
    fail "the programs in their images do not answer: $(grep -m1 '^curl' "$work/curl.log")"
}

train() { # writes MODULE/target/image/app/program.aot of every module
  local module stream simulator
  recorded inference-sim/server --profile constant:1ms --max-num-seqs 8
  simulator=$address
  recorded apps/gateway --upstreams "$simulator"
  for stream in true false; do
    request --parallel --parallel-max 16 "$address/v1/chat/completions?[1-200]" --header 'content-type: application/json' \
      --data '{"messages":[{"role":"user","content":"hi"}],"max_tokens":20,"stream":'$stream'}'
  done
  request "$simulator/health?[1-20]" "$simulator/metrics?[1-20]" "$address/metrics?[1-20]" "$address/v1/models" \
    "$address/health/liveness" "$address/health/readiness"
  kill -TERM "${pids[@]}"
  wait "${pids[@]}" || true # the JVM says 143
  pids=()
  for module in "${MODULES[@]}"; do
    (inside "$module" -XX:AOTMode=create -XX:AOTConfiguration=/tmp/program.aotconf -XX:AOTCache=/tmp/program.aot \
      -Xlog:aot*=error --) >"$work/create.log" 2>&1 ||
      fail "no AOT cache of $module: $(tail -n1 "$work/create.log")"
    install -D -m 0644 "$work/root/$module/tmp/program.aot" "$module/target/image/app/program.aot"
  done
}

rm -f "${MODULES[@]/%//target/image/app/program.aot}"
build
if [ ${#base[@]} -eq 0 ]; then
  echo "images: on the registry's base, so without AOT caches: they need the very files that will run" >&2
elif [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null; then
  echo "images: without AOT caches: to enter an image takes root" >&2
else
  command -v curl >/dev/null || fail "no curl here, which the AOT caches' training needs"
  for module in "${MODULES[@]}"; do unpack "$module"; done
  train
  build -Paot
  for module in "${MODULES[@]}"; do
    unpack "$module"
    # AOTMode=on refuses to run where `auto` would quietly go on without the cache.
    (inside "$module" -XX:AOTMode=on -- --version) >"$work/check.log" 2>&1 ||
      fail "the AOT cache of $module does not fit its image: $(head -n1 "$work/check.log")"
  done
fi
mkdir -p "$out"
for module in "${MODULES[@]}"; do
  cp "$module/target/jib-image.tar" "$out/${ARCHIVE[$module]}.part"
  mv "$out/${ARCHIVE[$module]}.part" "$out/${ARCHIVE[$module]}"
done
