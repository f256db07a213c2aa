#!/usr/bin/env bash
# Makes a Debian package of the program: `bash pakke/byg.sh [--binaer FILE] [--version V] [--til DIR]`.
# Without --binaer the release build is made. Prints the package's path.
set -euo pipefail
her=$(cd "$(dirname "$0")/.." && pwd)
binaer="" til="$her/target/pakke" version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$her/Cargo.toml" | head -1)
while [ $# -gt 0 ]; do
    case "$1" in
        --binaer) binaer=$(realpath "$2") ;;
        --til) til=$2 ;;
        --version) version=$2 ;;
        *) echo "unknown: $1 (--binaer FILE, --version V, --til DIR)" >&2; exit 2 ;;
    esac
    shift 2
done
if [ -z "$binaer" ]; then
    (cd "$her" && cargo build --release --bin samspil >&2)
    binaer="${CARGO_TARGET_DIR:-$her/target}/release/samspil"
fi
arkitektur=$(dpkg --print-architecture)
mkdir -p "$til"
rod=$(mktemp -d)
trap 'rm -rf "$rod"' EXIT
chmod 0755 "$rod"

install -D -m 0755 "$binaer" "$rod/usr/bin/samspil"
for f in "$her"/pakke/systemd/*; do install -D -m 0644 "$f" "$rod/usr/lib/systemd/system/$(basename "$f")"; done
install -D -m 0640 "$her/pakke/samspil.env" "$rod/etc/samspil/samspil.env"

"$binaer" man "$rod/usr/share/man/man1"
find "$rod/usr/share/man/man1" -type f -exec gzip -9n {} +
udfyld() { mkdir -p "$(dirname "$rod/$2")"; "$binaer" completion "$1" > "$rod/$2"; }
udfyld bash usr/share/bash-completion/completions/samspil
udfyld zsh usr/share/zsh/vendor-completions/_samspil
udfyld fish usr/share/fish/vendor_completions.d/samspil.fish

dok=$rod/usr/share/doc/samspil
mkdir -p "$dok"
cp -r "$her"/README.md "$her"/SECURITY.md "$her"/UPGRADING.md "$her"/docs "$dok/"
gzip -9nc "$her/CHANGELOG.md" > "$dok/changelog.gz"
{
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: samspil\n\nFiles: *\nCopyright: the Samspil project\nLicense: EUPL-1.2\n'
    sed 's/^$/./; s/^/ /' "$her/LICENSE"
} > "$dok/copyright"
find "$rod/usr/share" -type d -exec chmod 0755 {} +
find "$rod/usr/share" -type f -exec chmod 0644 {} +

mkdir "$rod/DEBIAN"
for f in postinst prerm postrm; do install -m 0755 "$her/pakke/debian/$f" "$rod/DEBIAN/$f"; done
echo /etc/samspil/samspil.env > "$rod/DEBIAN/conffiles"
# The C library that the binary was linked against is the oldest that it runs on.
glibc=$(objdump -T "$binaer" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1 | cut -d_ -f2 || true)
cat > "$rod/DEBIAN/control" <<C
Package: samspil
Version: $version
Architecture: $arkitektur
Maintainer: the Samspil project <samspil@localhost>
Installed-Size: $(du -sk --exclude DEBIAN "$rod" | cut -f1)
Depends: adduser, libc6 (>= ${glibc:-2.36}), libgcc-s1
Suggests: postgresql
Section: net
Priority: optional
Description: the Danish municipalities' shared digital infrastructure
 Organisation, Klassifikation, Sags- og Dokumentindeks, Ydelsesindeks and
 Adgangsstyring by their published contracts, as one program with an embedded
 store or PostgreSQL.
C
(cd "$rod" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
ud="$til/samspil_${version}_$arkitektur.deb"
dpkg-deb --root-owner-group --build "$rod" "$ud" >&2
echo "$ud"
