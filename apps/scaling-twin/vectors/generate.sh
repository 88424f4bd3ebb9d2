#!/usr/bin/env bash
# Writes vectors with the real code of Kubernetes and KEDA: ./generate.sh SEED COUNT [OUT_DIRECTORY]
set -euo pipefail

usage() {
  echo "usage: ./generate.sh SEED COUNT [OUT_DIRECTORY]   (whole numbers; COUNT from 1 to 1000000)" >&2
  exit 2
}

[[ $# -ge 2 && $# -le 3 && $1 =~ ^[0-9]+$ && $2 =~ ^[1-9][0-9]*$ ]] || usage
seed=$1
count=$2
here=$(cd "$(dirname "$0")" && pwd)
out=${3:-$here/../src/test/resources/vectors}
mkdir -p "$out"
out=$(cd "$out" && pwd)
go=$(command -v go || echo /usr/local/go/bin/go)
if [[ ! -x $go ]]; then
  echo "generate.sh: Go 1.26 or newer is needed (https://go.dev/dl)" >&2
  exit 1
fi

cd "$here"
binaries=$(mktemp -d)
trap 'rm -rf "$binaries"' EXIT
for program in hpa keda; do
  "$go" build -buildvcs=false -p 2 -o "$binaries/$program" "./$program"
  "$binaries/$program" -seed "$seed" -count "$count" -out "$out"
done
