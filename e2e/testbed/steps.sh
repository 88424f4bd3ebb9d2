# Sourced by `build`: progress, errors and hashes.

# All that is temporary is in here, and goes with the script, however that ends.
scratch=$(mktemp -d)
readonly scratch
trap 'rm -rf "$scratch"' EXIT

step_count=0
built_count=0

# One part, with the time that it took: step NAME COMMAND…
step() {
  local name=$1 started=$SECONDS
  shift
  step_count=$((step_count + 1))
  [[ -t 1 ]] && printf '\r\033[K%4d  %-42s …' "$step_count" "$name"
  "$@"
  local took=$((SECONDS - started)) words=cached
  if ((took > 0)); then
    words="$took s"
    built_count=$((built_count + 1))
  fi
  [[ -t 1 ]] && printf '\r\033[K'
  printf '%4d  %-42s %s\n' "$step_count" "$name" "$words"
}

step_summary() {
  printf '%d parts, %d of them built, %d s\n' "$step_count" "$built_count" "$SECONDS"
}

die() { # MESSAGE
  printf '\ntestbed: %s\n' "$1" >&2
  exit 1
}

temporary() { # prints a new folder
  mktemp -d "$scratch/XXXXXX"
}

quietly() { # SHELL_COMMAND: shows its output only when it fails
  bash -c "$1" > "$scratch/quietly.log" 2>&1 || {
    tail -n 20 "$scratch/quietly.log" >&2
    die "'$1' failed"
  }
}

# 16 hexadecimal digits of standard input and the words: hash_of WORDS
hash_of() {
  { echo "$1"; cat; } | sha256sum | cut -c 1-16
}

# Names and contents of all files of a folder, wherever it is, and which are programs: cat_tree FOLDER
cat_tree() (
  cd "$1"
  find . -type f | LC_ALL=C sort | while read -r file; do
    if [[ -x $file ]]; then
      echo "program $file"
    else
      echo "$file"
    fi
    cat "$file"
  done
)
