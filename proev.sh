#!/usr/bin/env bash
# Installs what the tests need (Debian packages; a Python environment, Apache CXF and generators of clients below target/) and passes all of them.
set -euo pipefail
cd "$(dirname "$0")"

pakker=()
command -v xmllint >/dev/null || pakker+=(libxml2-utils)
command -v xmlsec1 >/dev/null || pakker+=(xmlsec1)
command -v openssl >/dev/null || pakker+=(openssl)
command -v sftp >/dev/null || pakker+=(openssh-client)
command -v javac >/dev/null || pakker+=(default-jdk-headless)
command -v mvn >/dev/null || pakker+=(maven)
command -v npm >/dev/null || pakker+=(nodejs npm)
php -r 'exit(extension_loaded("soap") && extension_loaded("curl") && extension_loaded("dom") ? 0 : 1);' 2>/dev/null || pakker+=(php-cli php-soap php-xml php-curl)
command -v chromium >/dev/null || pakker+=(chromium)
[ -e /usr/share/java/xmlsec.jar ] || pakker+=(libxml-security-java)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || pakker+=(postgresql)
# The tests start one of their own, on free ports.
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || pakker+=(rabbitmq-server)
command -v ldapmodify >/dev/null && [ -x /usr/sbin/slapd ] || pakker+=(slapd ldap-utils)
command -v cc >/dev/null || pakker+=(gcc libc6-dev)
python3 -c 'import venv, ensurepip' 2>/dev/null || pakker+=(python3-venv)
som_root=""
[ "$(id -u)" = 0 ] || som_root=sudo
if [ ${#pakker[@]} -gt 0 ]; then
    $som_root apt-get update -qq
    # Without an answer the package would make a directory and start it.
    echo "slapd slapd/no_configuration boolean true" | $som_root debconf-set-selections
    DEBIAN_FRONTEND=noninteractive $som_root apt-get install -y -qq --no-install-recommends "${pakker[@]}"
fi

venv=target/venv
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import zeep, requests, openapi_spec_validator, signxml, saml2, pika, paramiko, openapi_python_client, pydantic, lazy_imports, onelogin.saml2.auth, authlib, joserfc' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r crates/5-program/samspil/tests/py/krav.txt
fi
# Attacks on service providers of SAML, whose versions are others than those above.
if [ ! -x target/spid/bin/python ] || ! target/spid/bin/python -c 'import spid_sp_test.response, requests' 2>/dev/null; then
    python3 -m venv target/spid
    target/spid/bin/pip install --quiet --disable-pip-version-check -r crates/5-program/samspil/tests/py/krav_spid.txt
fi
# An identity provider, unpacked: installed it would bring a web server that starts.
ssp=target/simplesamlphp
if [ ! -d $ssp/usr/share/simplesamlphp ]; then
    rm -rf $ssp $ssp-ny
    mkdir -p $ssp-ny
    if (cd $ssp-ny && { apt-get download -qq simplesamlphp || { $som_root apt-get update -qq && apt-get download -qq simplesamlphp; }; } && dpkg -x simplesamlphp_*.deb .); then
        mv $ssp-ny $ssp
    else
        echo "SKIPPED: logins by SimpleSAMLphp (this Debian has no package of it)"
    fi
fi
# Apache CXF and RabbitMQ's Java client, with Maven's cache below target/ too.
cxf=crates/5-program/samspil/tests/java/cxf
if ! cmp -s "$cxf/pom.xml" target/cxf/pom.xml; then
    rm -rf target/cxf/lib
    mvn -q -B -f "$cxf/pom.xml" -Dmaven.repo.local="$PWD/target/maven" dependency:copy-dependencies -DoutputDirectory="$PWD/target/cxf/lib"
    cp "$cxf/pom.xml" target/cxf/pom.xml
fi
# The Java sample as its own pom builds and runs it; without arguments it says how it is used.
if ! diff -rq docs/eksempler/java target/eksempel-java --exclude target >/dev/null 2>&1; then
    rm -rf target/eksempel-java target/eksempel-ny
    cp -r docs/eksempler/java target/eksempel-ny
    mvn -q -B -f target/eksempel-ny/pom.xml -Dmaven.repo.local="$PWD/target/maven" compile exec:java
    mv target/eksempel-ny target/eksempel-java
fi
# Generators of clients, with what their clients are compiled with (versions in tests/klienter).
klienter=crates/5-program/samspil/tests/klienter
generatorer=target/generatorer
if ! cat "$klienter/pom.xml" "$klienter/package-lock.json" | cmp -s - "$generatorer/versioner"; then
    rm -rf "$generatorer"
    mkdir -p "$generatorer"
    mvn -q -B -f "$klienter/pom.xml" -Dmaven.repo.local="$PWD/target/maven" dependency:copy-dependencies -DoutputDirectory="$PWD/$generatorer/lib"
    cp "$klienter/package.json" "$klienter/package-lock.json" "$generatorer/"
    npm ci --silent --no-audit --no-fund --prefix "$generatorer"
    cat "$klienter/pom.xml" "$klienter/package-lock.json" > "$generatorer/versioner"
fi
# The packages of tests/$1, at its locked versions, into target/$1.
npm_pakker() {
    local laas="crates/5-program/samspil/tests/$1/package-lock.json"
    cmp -s "$laas" "target/$1/versioner" && return
    rm -rf "target/$1"
    mkdir -p "target/$1"
    cp "${laas%/*}/package.json" "$laas" "target/$1/"
    npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "target/$1"
    cp "$laas" "target/$1/versioner"
}
# The public component for addresses, and what drives a browser (versions in tests/browser).
npm_pakker browser
# Public clients of SAML and OpenID Connect (versions in tests/login).
npm_pakker login
# What drives a browser over the pages, and what holds them against WCAG (versions in tests/sider).
npm_pakker sider
export SAMSPIL_PYTHON="$PWD/$venv/bin/python"
export PATH="$PWD/$venv/bin:$PATH"

# Tests that hold the program against the published contracts need them beside the project; the others stand alone.
delt="${SAMSPIL_SHARED:-$PWD/../shared}"
if [ -d "$delt/contracts" ]; then
    export SAMSPIL_SHARED="$delt"
else
    echo "SKIPPED: every test against the published contracts ($delt/contracts is not there; SAMSPIL_SHARED names another place)"
fi

cargo fmt --all --check
cargo clippy --workspace --all-targets --quiet -- -D warnings
cargo test --workspace --quiet
