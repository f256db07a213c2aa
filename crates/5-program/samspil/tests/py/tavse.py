"""Silent connections in thousands against the program with security on, and what health and a working client see meanwhile.

Half of them speak TLS that they never begin, half HTTP that they never begin; a quarter from the working client's own address, the rest from
many. They are held by processes of their own, so that no limit on open files but the program's own is met.
usage: tavse.py BINARY [CONNECTIONS]   (prints figures; ends with 1 when health or the client was refused)"""
import json
import multiprocessing as mp
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import requests

BINAER, ANTAL = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
DELE = 4


def hold(del_, antal, steder, meldt, slut):
    """Opens its share and holds what the program leaves open."""
    alle, naegtet = [], 0
    for n in range(antal):
        s = socket.socket()
        s.settimeout(20)
        try:
            s.bind(("127.0.0.1" if del_ == 0 else f"127.{del_}.{n % 200}.7", 0))
            s.connect(steder[n % 2])
            alle.append(s)
        except OSError:
            naegtet += 1
    meldt.put((len(alle), naegtet))
    slut.wait()


def sted(adresse):
    vaert, port = adresse.rsplit("/", 1)[1].rsplit(":", 1)
    return vaert, int(port)


def start(data):
    p = subprocess.Popen([BINAER, "demo", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--logform", "json", "--data", data],
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for linje in p.stderr:
        v = json.loads(linje) if linje.startswith("{") else {}
        if v.get("message") == "klar":
            threading.Thread(target=lambda: [None for _ in p.stderr], daemon=True).start()
            return p, v["adresse"], f"https://{v['https']}"
    raise SystemExit("the program ended")


def maal(navn, kald, stop, ud):
    """Calls again and again: milliseconds of each, and what was not answered."""
    tider, fejl = [], []
    while not stop.is_set():
        t = time.monotonic()
        try:
            r = kald()
            if r.status_code != 200:
                fejl.append(r.status_code)
        except requests.RequestException as e:
            fejl.append(type(e).__name__)
        tider.append((time.monotonic() - t) * 1000)
        time.sleep(0.05)
    ud[navn] = sorted(tider), fejl


def main():
    with tempfile.TemporaryDirectory() as mappe:
        data = f"{mappe}/demo"
        p, http, https = start(data)
        try:
            k = f"{data}/klienter"
            tls = dict(verify=f"{k}/rod.pem", cert=(f"{k}/demosystem.pem", f"{k}/demosystem.key"))
            scope = "entityid:http://stoettesystemerne.dk/service/organisation/3,anvenderkontekst:11111111"
            svar = requests.post(f"{https}/runtime/oauth/token", data={"grant_type": "client_credentials", "scope": scope}, **tls).json()
            hoved = {"Authorization": f"{svar['token_type']} {svar['access_token']}"}
            holdt = requests.Session()
            laes = lambda s: s.get(f"{https}/organisation/organisationenhed?bvn=x", headers=hoved, timeout=30, **tls)
            kald = {
                "health": lambda: requests.get(f"{http}/sundhed", timeout=30),
                "client, kept connection": lambda: laes(holdt),
                "client, new connections": lambda: laes(requests),
            }

            def runde(hvad, arbejde):
                stop, ud = threading.Event(), {}
                traade = [threading.Thread(target=maal, args=(n, f, stop, ud)) for n, f in kald.items()]
                [t.start() for t in traade]
                arbejde()
                stop.set()
                [t.join() for t in traade]
                for navn, (tider, fejl) in ud.items():
                    print(f"{hvad:24} {navn:26} {len(tider):5} calls, p50 {tider[len(tider) // 2]:.0f} ms, worst {tider[-1]:.0f} ms, not answered {len(fejl)} {fejl[:3]}")
                return sum(len(f) for _, f in ud.values())

            def tilstand():
                m = requests.get(f"{http}/metrics", timeout=30).text.splitlines()
                s = pathlib.Path(f"/proc/{p.pid}/status").read_text().splitlines()
                antal = next(l for l in m if l.startswith("samspil_forbindelser ")).split()[1]
                kib = next(l for l in s if l.startswith("VmRSS")).split()[1]
                return f"the program holds {antal} connections in {int(kib) // 1024} MiB"

            galt = runde("before", lambda: time.sleep(5))
            meldt, slut = mp.Queue(), mp.Event()
            boern = [mp.Process(target=hold, args=(d, ANTAL // DELE, (sted(http), sted(https)), meldt, slut)) for d in range(DELE)]

            def aabn():
                [b.start() for b in boern]
                par = [meldt.get() for _ in boern]
                print(f"{sum(a for a, _ in par)} opened, {sum(n for _, n in par)} not; {tilstand()}")

            t = time.monotonic()
            galt += runde("while they open", aabn)
            print(f"opened in {time.monotonic() - t:.1f} s")
            galt += runde("while they are silent", lambda: time.sleep(25))
            print(tilstand())
            slut.set()
            [b.join() for b in boern]
            galt += runde("after they are gone", lambda: time.sleep(5))
            print("OK" if galt == 0 else f"{galt} calls were not answered")
            return 1 if galt else 0
        finally:
            p.terminate()
            p.wait()


if __name__ == "__main__":
    sys.exit(main())
