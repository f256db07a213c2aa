#!/usr/bin/env bash
# Tries the image: `bash pakke/proev-container.sh BINARY`, as root. Where podman, buildah or docker can build, the image is built (some
# minutes); everywhere the second stage of the Containerfile is laid out in a folder, with the binary and the libraries that it needs, and
# runs there as the user and with the environment that the Containerfile names.
set -euo pipefail
her=$(cd "$(dirname "$0")/.." && pwd)
binaer=$(realpath "$1")
fejl() { echo "FAILED: $*"; exit 1; }

for v in podman docker; do
    if command -v "$v" >/dev/null && "$v" info >/dev/null 2>&1; then
        "$v" build -q -f "$her/pakke/Containerfile" -t samspil-proeve "$her"
        "$v" run --rm samspil-proeve --version
        "$v" rmi -f samspil-proeve >/dev/null
        bygget=$v
        break
    fi
done
[ -n "${bygget:-}" ] || echo "SKIPPED: neither podman nor docker can build here; the image's contents are tried without"

rod=$(mktemp -d)
trap '[ -z "${pid:-}" ] || kill "$pid" 2>/dev/null || true; rm -rf "$rod"' EXIT
chmod 0755 "$rod"
install -D -m 0755 "$binaer" "$rod/usr/bin/samspil"
install -d -m 0700 -o 65532 -g 65532 "$rod/var/lib/samspil"
install -d -m 1777 "$rod/tmp"
# Nothing but the C library, as in the base image.
ldd "$binaer" | grep -o '/[^ ]*' | while read -r l; do install -D -m 0755 "$(realpath "$l")" "$rod$l"; done
ldd "$binaer" | awk '{print $1}' | grep -vE '^(linux-vdso|libc|libm|libgcc_s|libdl|libpthread|librt|/lib64/ld-linux|/lib/ld-linux)' && fejl "the binary needs a library that the base image has not"
miljoe=$(grep '^ENV ' "$her/pakke/Containerfile" | cut -d' ' -f2-)
https=$((20000 + $$ % 20000)) crl=$((https + 1))
miljoe=${miljoe//0.0.0.0:8443/127.0.0.1:$https}
miljoe=${miljoe//0.0.0.0:8080/127.0.0.1:$crl}
som() { env -i $miljoe "$(command -v chroot)" --userspec=65532:65532 "$rod" /usr/bin/samspil "$@"; }

som certifikat opret --vaert localhost,127.0.0.1 --ca-adresse "http://127.0.0.1:$crl/ca" > /dev/null
env -i $miljoe "$(command -v chroot)" --userspec=65532:65532 "$rod" /usr/bin/samspil serve > "$rod/log" 2>&1 &
pid=$!
svar=""
for _ in $(seq 60); do
    svar=$(curl -s --max-time 2 --cacert "$rod/var/lib/samspil/ca/rod.pem" "https://localhost:$https/sundhed" || true)
    [ -n "$svar" ] && break
    sleep 0.5
done
[ -n "$svar" ] || { cat "$rod/log"; fejl "no answer from the program in the image's root"; }
curl -sf "http://127.0.0.1:$crl/ca/udstedende.crl" | openssl crl -inform DER -noout || fejl "no revocation list"
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$crl/sundhed")" = 404 ] || fejl "the listener of lists answers more than lists"
kill "$pid"; wait "$pid" || fejl "no orderly end"
pid=
echo "the image's contents hold"
