#!/usr/bin/env bash
# Writes a base image for our Java programs as a docker archive: java-base.sh OUT.tar
#
# For machines that reach no image registry: a JDK 25 runtime linked from the JDK that builds this repository, on the
# few libraries of Debian that it needs. No shell, no package manager; user 65532. Java is where eclipse-temurin has
# it, so that an image built on either base is the same but for its lower layers. The same JDK and the same Debian
# packages give the same bytes. Needs a Debian's apt-get and dpkg-deb, neither root nor Docker.
set -euo pipefail
umask 022

# What the programs use by jdeps, less java.desktop, which their libraries only look for, plus what is asked for by name:
# TLS's curves, and jcmd to look into a running pod.
MODULES=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.sasl,java.sql
MODULES+=,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
PACKAGES=(base-files libc6 libgcc-s1 zlib1g)
JAVA_AT=opt/java/openjdk

fail() {
  echo "java-base: $1" >&2
  exit "${2:-1}"
}

[ $# -eq 1 ] || fail "usage: java-base.sh OUT.tar" 2
for tool in apt-get dpkg dpkg-deb sha256sum tar; do
  command -v "$tool" >/dev/null || fail "no $tool here: the base is made from Debian's packages, so build it on Debian, \
or let the images use a registry's base"
done
out=$(realpath -m "$1")
repository=$(cd "$(dirname "$0")/../.." && pwd)
jdk=$(sh "$repository/.mvn/find-jdk") || fail "no JDK 25 found: set JAVA_HOME to one"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- Debian's part
system=$work/system
mkdir -p "$work/debs" "$system"/{etc,proc,sys,dev,var/lib/dpkg/status.d}
chmod 0777 "$work" "$work/debs" # apt fetches as its own user
if ldd "$jdk/lib/server/libjvm.so" | grep -q libstdc++; then
  PACKAGES+=(libstdc++6)
fi
fetch() { (cd "$work/debs" && apt-get -q download "${PACKAGES[@]}") >"$work/apt.log" 2>&1; }
fetch || { apt-get -q update >>"$work/apt.log" 2>&1 && fetch; } ||
  fail "apt-get cannot download ${PACKAGES[*]}: $(grep -m1 '^E:' "$work/apt.log" || tail -n1 "$work/apt.log")"
for deb in "$work"/debs/*.deb; do
  dpkg-deb --extract "$deb" "$system"
  # Where image scanners look for the packages of an image without dpkg.
  dpkg-deb --field "$deb" >"$system/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
done
# Documentation, and character sets that Java brings itself.
rm -rf "$system"/usr/share/{doc,man,locale,lintian,base-files,gcc,gdb} "$system"/usr/lib/*/{gconv,audit} \
  "$system"/{home,root,mnt,srv,media,boot} "$system"/etc/{default,profile.d,motd,update-motd.d,dpkg} "$system/usr/bin"
mkdir -p "$system/tmp" "$system/root" "$system/home/nonroot"
chmod 1777 "$system/tmp"
cat >"$system/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
PASSWD
printf '%s\n' 'root:x:0:' 'nonroot:x:65532:' >"$system/etc/group"
echo 'hosts: files dns' >"$system/etc/nsswitch.conf"

# --- Java's part
mkdir -p "$work/java/$(dirname $JAVA_AT)"
# `server` is the only VM that there is; debug symbols, headers and manuals are of no use at run time.
"$jdk/bin/jlink" --add-modules "$MODULES" --vm=server --strip-debug --no-header-files --no-man-pages \
  --compress=zip-6 --output "$work/java/$JAVA_AT" >"$work/jlink.log" 2>&1 ||
  fail "jlink of $jdk failed: $(grep -m1 . "$work/jlink.log")"

# Every library that Java loads must be in the base: asked of its own loader, not of this machine's.
libc=$(find "$system" -name libc.so.6)
[ -n "$libc" ] || fail "Debian's libc6 has no libc.so.6"
libraries=$(dirname "$libc"):$(dirname "$(find "$system" -name libz.so.1)"):$work/java/$JAVA_AT/lib:$work/java/$JAVA_AT/lib/server
loader=$(find "$(dirname "$libc")" -name 'ld-linux*.so.*')
while read -r library; do
  missing=$("$loader" --inhibit-cache --library-path "$libraries" --list "$library" 2>&1 | grep -F 'not found' || true)
  [ -z "$missing" ] || fail "$(basename "$library") needs what the base does not have: ${missing//$'\n'/;}"
done < <(find "$work/java" -name '*.so'; echo "$work/java/$JAVA_AT/bin/java")

# --- The archive
pack() { # DIR OUT.tar : equal trees give equal bytes
  (cd "$1" && tar --create --file "$2" --sort=name --format=gnu --mtime=@1 --owner=0 --group=0 --numeric-owner -- *)
}
digest() { sha256sum "$1" | cut -d' ' -f1; }

archive=$work/archive
mkdir "$archive"
pack "$system" "$archive/system.tar"
pack "$work/java" "$archive/java.tar"
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$work/java/$JAVA_AT/release")
cat >"$archive/config.json" <<CONFIG
{"architecture":"$(dpkg --print-architecture)","os":"linux","created":"1970-01-01T00:00:01Z",
"config":{"User":"65532:65532","WorkingDir":"/","Env":["JAVA_HOME=/$JAVA_AT","JAVA_VERSION=$version","LANG=C.UTF-8",
"PATH=/$JAVA_AT/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]},
"history":[{"created":"1970-01-01T00:00:01Z","created_by":"Debian packages"},
{"created":"1970-01-01T00:00:01Z","created_by":"jlink of JDK $version"}],
"rootfs":{"type":"layers","diff_ids":["sha256:$(digest "$archive/system.tar")","sha256:$(digest "$archive/java.tar")"]}}
CONFIG
cat >"$archive/manifest.json" <<MANIFEST
[{"Config":"config.json","RepoTags":["scaleproof/java-base:$version"],"Layers":["system.tar","java.tar"]}]
MANIFEST
mkdir -p "$(dirname "$out")"
pack "$archive" "$out.part"
mv "$out.part" "$out"
