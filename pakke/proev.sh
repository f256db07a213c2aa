#!/usr/bin/env bash
# Installs, starts, upgrades, removes and purges the package, and looks at each step: `bash pakke/proev.sh BINARY`, as root.
# All of it happens in a mount namespace over a throw-away copy of the root file system: the machine is left as it was.
set -euo pipefail
her=$(cd "$(dirname "$0")/.." && pwd)
if [ "${1:-}" != inden-i ]; then
    binaer=$(realpath "$1")
    mappe=$(mktemp -d)
    trap 'rm -rf "$mappe"' EXIT
    export DPKG_DEB_COMPRESSOR_TYPE=gzip DPKG_DEB_COMPRESSOR_LEVEL=1
    for v in 0.1.0 0.1.1; do bash "$her/pakke/byg.sh" --binaer "$binaer" --version "$v" --til "$mappe" >/dev/null; done
    unshare --mount --fork --pid bash "$0" inden-i "$mappe"
    exit
fi

mappe=$2
mount -t tmpfs tmpfs /mnt
mkdir /mnt/oeverst /mnt/arbejde /mnt/rod
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/oeverst,workdir=/mnt/arbejde /mnt/rod
mount -t proc proc /mnt/rod/proc
mount --bind /dev /mnt/rod/dev
mkdir -p /mnt/rod/pakker
cp "$mappe"/*.deb /mnt/rod/pakker/
cat > /mnt/rod/pakker/trin.sh <<'TRIN'
set -euo pipefail
t=$(mktemp -d)
fejl() { echo "FAILED: $*"; exit 1; }
er() { [ "$(stat -c '%a %U:%G' "$1")" = "$2" ] || fejl "$1 is $(stat -c '%a %U:%G' "$1") and not $2"; }
som() { setpriv --reuid samspil --regid samspil --init-groups env -i PATH=/usr/bin:/bin $(grep -v '^#' /etc/samspil/samspil.env | grep .) "$@"; }

sagt=$(dpkg -i /pakker/samspil_0.1.0_*.deb 2>&1) || fejl "install: $sagt"
[[ $sagt == *'waits for its keys'* ]] || fejl "the install does not say what is missing: $sagt"
er /var/lib/samspil '700 samspil:samspil'
er /etc/samspil/samspil.env '640 root:samspil'
for f in /usr/share/man/man1/samspil-serve.1.gz /usr/share/bash-completion/completions/samspil /usr/share/doc/samspil/docs/drift.md /usr/share/doc/samspil/copyright; do
    [ -s "$f" ] || fejl "$f is missing"
done
klage=$(systemd-analyze verify samspil.service samspil-http.socket samspil-https.socket samspil-crl.socket 2>&1 | grep -i samspil || true)
[ -z "$klage" ] || fejl "the units: $klage"
grep -q '^ExecStart=/usr/bin/samspil serve$' /usr/lib/systemd/system/samspil.service || fejl "the unit starts something else"

# docs/drift.md, "From apt to the first call"
k=/var/lib/samspil/klienter
som samspil certifikat opret --vaert localhost,127.0.0.1 > /dev/null
# The sockets are systemd's, as the units say; the program starts with the first connection.
port=$((20000 + $$ % 20000))
som systemd-socket-activate -l 127.0.0.1:$port --fdname=https -E SAMSPIL_DATA -E SAMSPIL_HTTP=fra samspil serve > $t/serve.log 2>&1 &
aktivator=$!
svar=""
for _ in $(seq 60); do
    svar=$(curl -s --max-time 2 --cacert /var/lib/samspil/ca/rod.pem "https://localhost:$port/sundhed" || true)
    [ -n "$svar" ] && break
    sleep 0.5
done
[ -n "$svar" ] || { cat $t/serve.log; fejl "no answer from the installed program"; }
som samspil certifikat person --navn 'Drift Driftsen' --cvr 11111111 --til $k --filnavn drift > /dev/null
som samspil administration administrator opret --navn 'Drift Driftsen' --certifikat $k/drift.pem --drift --leverandoer 11111111 --aftaler 11111111 > /dev/null
som samspil administration aktoer opret --cvr 11111111 --navn 'Korsbæk Kommune' --myndighed > /dev/null
som samspil certifikat udsted --navn Fagsystem --cvr 11111111 --til $k > /dev/null
som samspil administration system opret --navn Fagsystem --cvr 11111111 --certifikat $k/fagsystem.pem > /dev/null
tjeneste=http://stoettesystemerne.dk/service/organisation/3
aftale=$(som samspil administration aftale anmod --system Fagsystem --tjeneste $tjeneste --rolle udstil --myndighed 11111111 --begrundelse Prøve)
som samspil administration aftale godkend "${aftale%% *}" --registreret "${aftale##*--registreret }" > /dev/null
mkdir $t/anden && cp $k/fagsystem.p12 $k/rod.pem $k/sts.pem $t/anden/
sleep 1
(cd $t/anden && samspil klient token --server https://localhost:$port --tjeneste $tjeneste --certifikat fagsystem.p12 --rod rod.pem --stscertifikat sts.pem > token.txt) || fejl "no token on the second machine"
[ -s $t/anden/token.txt ] || fejl "an empty token"
kill $aktivator; wait $aktivator 2>/dev/null || true
for f in $(find /var/lib/samspil -type f -not -path "*/klienter/*" \( -name "*.db*" -o -name "*.key" -o -name "*.noegle" -o -name ca.pem \)); do er "$f" '600 samspil:samspil'; done

echo 'SAMSPIL_LOG=warn' >> /etc/samspil/samspil.env
foer=$(sha256sum /var/lib/samspil/log.noegle)
dpkg -i /pakker/samspil_0.1.1_*.deb > /dev/null
[ "$(dpkg-query -W -f '${Version}' samspil)" = 0.1.1 ] || fejl "not upgraded"
[ "$(sha256sum /var/lib/samspil/log.noegle)" = "$foer" ] || fejl "an upgrade touched the data"
grep -q '^SAMSPIL_LOG=warn' /etc/samspil/samspil.env || fejl "an upgrade undid the configuration"
som samspil log kontroller > /dev/null || fejl "the log after the upgrade"

dpkg -r samspil > /dev/null
[ ! -e /usr/bin/samspil ] && [ -e /etc/samspil/samspil.env ] || fejl "remove"
sagt=$(dpkg -P samspil 2>&1)
[[ $sagt == *'holds the store'* ]] || fejl "purge does not say that the data stay: $sagt"
[ ! -e /etc/samspil/samspil.env ] && [ -e /var/lib/samspil/log.noegle ] || fejl "purge"
echo "the package holds"
TRIN
chroot /mnt/rod bash /pakker/trin.sh
