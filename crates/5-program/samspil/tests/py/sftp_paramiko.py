"""Files by SFTP as Python vendors do it.   usage: sftp_paramiko.py PORT USER KEY HOSTKEY"""
import sys

import paramiko


def main(port, bruger, noegle, vaert):
    slags, data = open(vaert).read().split()[:2]
    k = paramiko.SSHClient()
    k.get_host_keys().add(f"[127.0.0.1]:{port}", slags, paramiko.PKey.from_type_string(slags, __import__("base64").b64decode(data)))
    k.connect("127.0.0.1", int(port), bruger, key_filename=noegle, look_for_keys=False, allow_agent=False)
    s = k.open_sftp()
    indhold = bytes(range(256)) * 4096
    with s.open("OUT/stor.bin.tmp", "wb") as f:
        f.set_pipelined(True)
        f.write(indhold)
    s.rename("OUT/stor.bin.tmp", "OUT/stor.bin")
    s.putfo(__import__("io").BytesIO(b"klar"), "OUT/stor.bin.klar")  # stats it afterwards
    assert sorted(s.listdir("OUT")) == ["stor.bin", "stor.bin.klar"], s.listdir("OUT")
    with s.open("/OUT/stor.bin", "rb") as f:
        f.prefetch()
        assert f.read() == indhold
    s.chdir("OUT")
    s.chmod("stor.bin", 0o644)
    assert s.stat("stor.bin").st_size == len(indhold)
    for sti in ["/../../etc/passwd", "../IN/x"]:
        try:
            s.open(sti, "rb")
        except FileNotFoundError:
            continue
        raise AssertionError(sti)
    for navn in s.listdir("."):
        s.remove(navn)
    k.close()
    try:
        k.connect("127.0.0.1", int(port), bruger, password="samspil", look_for_keys=False, allow_agent=False)
    except paramiko.SSHException:
        return
    raise AssertionError("a password lets in")


main(*sys.argv[1:])
