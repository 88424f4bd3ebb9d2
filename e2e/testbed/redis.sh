# Sourced by `build`: Redis' image, which no Go module has. The program is Debian's, on a small Debian, since the manifest
# (serving/redis) starts it by a shell and asks redis-cli how it is.

# Sets image_file; image, user and package are those of a line of `images`.
redis_image() {
  debian_root "$package"
  check_debian_version "$image" "$package" "$debian_root_archive"
  local key
  key=$(declare -f redis_image archive | hash_of "$image $user $debian_root_archive")
  image_file=$cache/images/redis-$key.tar
  [[ -e $image_file ]] && return
  mkdir -p "$cache/images"
  archive "$image_file.new" "$image" \
    "\"User\":\"$user\",\"Entrypoint\":[\"$program\"],\"Env\":[\"PATH=/usr/local/bin:/usr/bin:/bin\"]" "$debian_root_archive"
  mv "$image_file.new" "$image_file"
}

# A later Debian has a later Redis, which reads what an older one wrote; an older one would not be what the tag says:
# check_debian_version IMAGE PACKAGE ROOT.tar
check_debian_version() {
  local wanted=${1##*:} found
  found=$(tar --extract --to-stdout --file "$3" ./var/lib/dpkg/status |
    awk -v package="$2" '$1 == "Package:" { ours = $2 == package } ours && $1 == "Version:" { print $2 }')
  dpkg --compare-versions "$found" ge "5:$wanted" || die "e2e/testbed/images says $1, but Debian $debian has $2 ${found:-nowhere}"
}
