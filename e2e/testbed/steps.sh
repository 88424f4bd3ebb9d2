# Sourced by `build`: progress, errors and hashes.

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

quietly() { # SHELL_COMMAND: shows its output only when it fails
  local log
  log=$(mktemp)
  bash -c "$1" > "$log" 2>&1 || {
    tail -n 20 "$log" >&2
    rm "$log"
    die "'$1' failed"
  }
  rm "$log"
}

# 16 hexadecimal digits of standard input and the words: hash_of WORDS
hash_of() {
  { echo "$1"; cat; } | sha256sum | cut -c 1-16
}

# Names and contents of all files of a folder: cat_tree FOLDER
cat_tree() {
  find "$1" -type f | sort | while read -r file; do
    echo "$file"
    cat "$file"
  done
}
