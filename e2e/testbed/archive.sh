# Sourced by `build`, after steps.sh: image archives as `docker save` writes them, without Docker. The same files give the same bytes.

# layer FOLDER OUT.tar
layer() {
  tar --create --file "$2" --directory "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner .
}

# archive OUT.tar IMAGE CONFIG LAYER.tar… : CONFIG is the inside of the image's "config" object
archive() {
  local target=$1 image=$2 config=$3 work index=0 names=() digests=()
  shift 3
  work=$(temporary)
  local file
  for file in "$@"; do
    names+=("\"$index.tar\"")
    digests+=("\"sha256:$(sha256sum "$file" | cut -d ' ' -f 1)\"")
    ln -s "$file" "$work/$index.tar"
    index=$((index + 1))
  done
  printf '{"architecture":"%s","os":"linux","config":{%s},"rootfs":{"type":"layers","diff_ids":[%s]}}' \
    "$(dpkg --print-architecture)" "$config" "$(join "${digests[@]}")" > "$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]' \
    "$image" "$(join "${names[@]}")" > "$work/manifest.json"
  tar --create --file "$target" --directory "$work" --dereference --sort=name --mtime=@0 --owner=0 --group=0 .
  rm -r "$work"
}

join() {
  local IFS=,
  echo "$*"
}
