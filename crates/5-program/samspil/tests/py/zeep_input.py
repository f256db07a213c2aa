"""Valid input for any operation, generated from the schemas that zeep has read: the first alternative of a choice, values by facet.

Every element, or with `alt` off of the content of attributes, states and relations only what is mandatory and what identifies."""
import datetime as dt
import re
import uuid

from lxml import etree
from zeep import xsd
from zeep.xsd.elements.indicators import Choice, OrderIndicator

XS = "{http://www.w3.org/2001/XMLSchema}"
ALTID = {"Virkning", "ReferenceID", "BrugervendtNoegleTekst"}
UDENFOR = {"LokalUdvidelse", "Processing"}  # anything goes there; a receiver may refuse what it does not know
FRA = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc)
KANDIDATER = ["urn:oio:prøve:1", "0101701234", "11111111", "1234", "r6821", "1", "2020-01-01", "a", "Tekst", "a@example.dk", "11.00.00"]


class Facetter:
    """Enumerations, patterns and lengths, which zeep does not keep."""

    def __init__(self, klient):
        self.typer = {}
        for dokument in klient.wsdl.types.documents:
            if not dokument._location:
                continue
            rod = self._laes(klient, dokument._location)
            for skema in [rod] if rod.tag == XS + "schema" else rod.iter(XS + "schema"):
                tns = skema.get("targetNamespace")
                for t in skema.iter(XS + "simpleType"):
                    navn = t.get("name") or t.getparent().get("name")
                    r = t.find(XS + "restriction")
                    if navn is None or r is None:
                        continue
                    praefiks, _, lokal = r.get("base", "").rpartition(":")
                    self.typer[(tns, navn)] = ((r.nsmap.get(praefiks or None), lokal), {f.tag[len(XS):]: f.get("value") for f in reversed(list(r)) if isinstance(f.tag, str)})

    @staticmethod
    def _laes(klient, sted):
        return etree.fromstring(klient.transport.load(sted))

    def alle(self, noegle):
        ud = {}
        while noegle in self.typer:
            noegle, f = self.typer[noegle]
            ud = {**f, **ud}
        return ud


class Generator:
    def __init__(self, klient):
        self.facetter = Facetter(klient)
        self.alt = True

    def krop(self, operation, **faste):
        """Keyword arguments for an operation; `faste` replaces elements by name, None leaves one out."""
        return self.kompleks(operation.input.body.type, faste, 0)

    def kompleks(self, t, faste, dybde):
        ud = {}
        for _, e in t.elements_nested:
            self.felter(e, ud, faste, dybde)
        for navn, a in t.attributes:
            if getattr(a, "required", False):
                ud[navn] = self.simpel(a, a.type)
        return ud

    def felter(self, e, ud, faste, dybde, valgt=False):
        if isinstance(e, Choice):
            valg = list(e)
            bedst = next((v for v in valg if getattr(v, "attr_name", "") in ("UUIDIdentifikator", "TidsstempelDatoTid")), valg[0])
            self.felter(bedst, ud, faste, dybde, valgt=True)
        elif isinstance(e, OrderIndicator):
            for x in e:
                self.felter(x, ud, faste, dybde)
        elif isinstance(e, xsd.Element):
            navn = e.attr_name
            if navn in UDENFOR or dybde > 12:
                return
            if not (self.alt or valgt or e.min_occurs or dybde < 2 or navn in ALTID):
                return
            if navn in faste:
                if faste[navn] is not None:
                    ud[navn] = faste[navn]
                return
            v = self.vaerdi(e, faste, dybde)
            ud[navn] = [v] if e.accepts_multiple else v

    def vaerdi(self, e, faste, dybde):
        if e.attr_name == "Virkning":
            return virkning(FRA)
        if isinstance(e.type, xsd.ComplexType):
            return self.kompleks(e.type, faste, dybde + 1)
        return self.simpel(e, e.type)

    def simpel(self, e, t):
        slags = {b.__name__ for b in type(t).__mro__}
        if "DateTime" in slags:
            return FRA
        if "Date" in slags:
            return FRA.date()
        if "Boolean" in slags:
            return True
        f = self.facetter.alle((t.qname.namespace, t.qname.localname)) or self.facetter.alle((t.qname.namespace, e.attr_name))
        if slags & {"Integer", "Decimal", "Int", "Long", "Short"}:
            return int(f.get("minInclusive", 1))
        if "enumeration" in f:
            return f["enumeration"]
        kandidater = [str(uuid.uuid4()), *KANDIDATER]
        if "Identifikator" not in e.attr_name and "pattern" not in f:
            kandidater.reverse()
            kandidater.insert(0, "Ærø Øst")
        for k in kandidater:
            if "pattern" in f and not re.fullmatch(f["pattern"].replace(r"\i", "[^0-9]").replace(r"\c", "."), k):
                continue
            if int(f.get("minLength", 0)) <= len(k) <= int(f.get("maxLength", 9999)) and len(k) == int(f.get("length", len(k))):
                return k
        raise AssertionError(f"no value for {e.attr_name} {t.qname} {f}")


def virkning(fra, til=None):
    return {"FraTidspunkt": punkt(fra), "TilTidspunkt": punkt(til)}


def punkt(t):
    """A time, or ∞."""
    return {"GraenseIndikator": True} if t is None else {"TidsstempelDatoTid": t}
