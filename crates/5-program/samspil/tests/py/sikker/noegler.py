"""Keys and certificates: read from PEM or .p12, made for tests, written for `requests`."""
import base64
import datetime as dt
import hashlib
import pathlib
import tempfile
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

_HASH = {"sha256": hashes.SHA256, "sha1": hashes.SHA1}


@dataclass(frozen=True)
class Noegle:
    """A private key with its certificate and the certificates above it."""

    privat: rsa.RSAPrivateKey
    cert: x509.Certificate
    kaede: tuple = field(default=())

    @property
    def b64(self) -> str:
        """The certificate as BinarySecurityToken, X509Certificate and UseKey carry it: base64 of the DER, one line."""
        return cert_b64(self.cert)

    def underskriv(self, data: bytes, hash_navn: str = "sha256") -> bytes:
        """RSASSA-PKCS1-v1_5, the scheme behind rsa-sha256."""
        return self.privat.sign(data, padding.PKCS1v15(), _HASH[hash_navn]())

    def pem(self) -> bytes:
        """Certificate, chain and key in one PEM text."""
        dele = [c.public_bytes(serialization.Encoding.PEM) for c in (self.cert, *self.kaede)]
        dele.append(self.privat.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return b"".join(dele)

    def pem_fil(self) -> str:
        """A private temporary file with `pem`, as `requests` wants it in `cert=`. The caller removes it."""
        with tempfile.NamedTemporaryFile("wb", suffix=".pem", delete=False) as fil:  # mode 0600
            fil.write(self.pem())
        return fil.name

    def p12(self, kode: str) -> bytes:
        """The same as a PKCS#12 keystore."""
        return pkcs12.serialize_key_and_certificates(b"noegle", self.privat, self.cert, list(self.kaede) or None,
                                                     serialization.BestAvailableEncryption(kode.encode()))


def laes(sti, kode: str | None = None, cert_sti=None) -> Noegle:
    """Reads `.p12`/`.pfx` (with `kode`), or PEM with key and certificate in one file or two (`cert_sti`)."""
    data = pathlib.Path(sti).read_bytes()
    if str(sti).endswith((".p12", ".pfx")):
        privat, cert, kaede = pkcs12.load_key_and_certificates(data, kode.encode() if kode else None)
        return Noegle(privat, cert, tuple(kaede))
    privat = serialization.load_pem_private_key(data, kode.encode() if kode else None)
    certs = x509.load_pem_x509_certificates(pathlib.Path(cert_sti).read_bytes() if cert_sti else data)
    egen = next(c for c in certs if c.public_key() == privat.public_key())
    return Noegle(privat, egen, tuple(c for c in certs if c is not egen))


def laes_cert(sti) -> x509.Certificate:
    """One certificate from PEM or DER."""
    data = pathlib.Path(sti).read_bytes()
    return x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data)


def cert_b64(cert: x509.Certificate) -> str:
    return base64.b64encode(cert.public_bytes(serialization.Encoding.DER)).decode()


def cert_fra_b64(tekst: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(base64.b64decode("".join(tekst.split()), validate=True))


def samme(a: x509.Certificate, b: x509.Certificate) -> bool:
    """The same certificate, byte for byte."""
    return a.public_bytes(serialization.Encoding.DER) == b.public_bytes(serialization.Encoding.DER)


def ski(cert: x509.Certificate) -> bytes:
    """SubjectKeyIdentifier: the extension if it is there, else RFC 5280 4.2.1.2 method 1 (as WSS X.509 profile 3.2.2 says)."""
    try:
        return cert.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return x509.SubjectKeyIdentifier.from_public_key(cert.public_key()).digest


def x5t_s256(cert: x509.Certificate) -> str:
    """RFC 8705 3.1: base64url of the SHA-256 over the DER, without padding."""
    aftryk = hashlib.sha256(cert.public_bytes(serialization.Encoding.DER)).digest()
    return base64.urlsafe_b64encode(aftryk).rstrip(b"=").decode()


def _navn(cn: str, cvr: str, fid: str) -> x509.Name:
    """The OCES shape: `SERIALNUMBER=CVR:…-FID:… + CN=… (funktionscertifikat)`, `O=… // CVR:…`, `C=DK`."""
    return x509.Name([
        x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COUNTRY_NAME, "DK")]),
        x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Selvtest // CVR:{cvr}")]),
        x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, f"{cn} (funktionscertifikat)"),
                                        x509.NameAttribute(NameOID.SERIAL_NUMBER, f"CVR:{cvr}-FID:{fid}")]),
    ])


def lav(cn: str, cvr: str = "11111111", fid: str = "12345678", udsteder: Noegle | None = None, bits: int = 2048,
        er_ca: bool = False, dns: tuple = (), nu: dt.datetime | None = None) -> Noegle:
    """Makes a key and a certificate, self-signed or issued by `udsteder`."""
    nu = nu or dt.datetime.now(dt.timezone.utc)
    privat = rsa.generate_private_key(65537, bits)
    navn = _navn(cn, cvr, fid)
    b = (x509.CertificateBuilder().subject_name(navn).issuer_name(udsteder.cert.subject if udsteder else navn).public_key(privat.public_key())
         .serial_number(x509.random_serial_number()).not_valid_before(nu - dt.timedelta(days=1)).not_valid_after(nu + dt.timedelta(days=365))
         .add_extension(x509.BasicConstraints(ca=er_ca, path_length=None), critical=True)
         .add_extension(x509.SubjectKeyIdentifier.from_public_key(privat.public_key()), critical=False)
         .add_extension(x509.KeyUsage(not er_ca, False, not er_ca, False, False, er_ca, er_ca, False, False), critical=True))
    if udsteder:
        b = b.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(udsteder.privat.public_key()), critical=False)
    if dns:
        import ipaddress
        b = b.add_extension(x509.SubjectAlternativeName([*(x509.DNSName(d) for d in dns), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    cert = b.sign((udsteder or Noegle(privat, None)).privat, hashes.SHA256())
    return Noegle(privat, cert, (udsteder.cert, *udsteder.kaede) if udsteder else ())
