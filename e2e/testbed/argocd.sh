# Sourced by `build`: Argo CD's image. Its repo-server calls git and kustomize, so it stands on a small Debian, as upstream's
# does. There is no helm in it: no chart can be fetched here. Redis and `git daemon` are in the same image.

readonly argocd_packages=ca-certificates,git,gpg,gpg-agent,openssh-client,redis-server,tini
# The names by which the one program is each of the others.
readonly argocd_names=(server repo-server cmp-server application-controller applicationset-controller dex notifications k8s-auth commit-server)

# Sets image_file; image, user, program, module, package and tags are those of a line of `images`.
argocd_image() {
  binary "$module" "$package" "$tags" "-X github.com/argoproj/argo-cd/v3/common.version=${image##*:v}"
  local argocd=$binary_path kustomize scripts
  ln -sf "$argocd" "$out/bin/argocd"
  binary "$module" sigs.k8s.io/kustomize/kustomize/v5 -
  kustomize=$binary_path
  scripts=$(cd "$here/modules/$module" && "$go" list -m -f '{{.Dir}}' github.com/argoproj/argo-cd/v3)/hack
  debian_root "$argocd_packages" --customize-hook="chroot \"\$1\" useradd --uid $user --create-home argocd"
  local key
  key=$(declare -f argocd_image layer archive | hash_of "$image $argocd $kustomize $debian_root_archive ${argocd_names[*]}")
  image_file=$cache/images/argocd-$key.tar
  [[ -e $image_file ]] && return
  mkdir -p "$cache/images"
  local work name bin
  work=$(temporary)
  bin=$work/root/usr/local/bin
  mkdir -p "$bin" "$work"/root/app/config/{ssh,tls,gpg/source,gpg/keys}
  cp "$argocd" "$work/root$program"
  cp "$kustomize" "$bin/kustomize"
  install -m 0755 "$scripts/gpg-wrapper.sh" "$scripts/git-verify-wrapper.sh" "$bin"
  for name in "${argocd_names[@]}"; do
    ln -s argocd "$bin/argocd-$name"
  done
  layer "$work/root" "$work/layer.tar"
  archive "$image_file.new" "$image" \
    "\"User\":\"$user\",\"Entrypoint\":[\"/usr/bin/tini\",\"--\"],\"WorkingDir\":\"/home/argocd\",\"Env\":[\"PATH=/usr/local/bin:/usr/bin:/bin\",\"USER=argocd\",\"HOME=/home/argocd\"]" \
    "$debian_root_archive" "$work/layer.tar"
  mv "$image_file.new" "$image_file"
  rm -r "$work"
}
