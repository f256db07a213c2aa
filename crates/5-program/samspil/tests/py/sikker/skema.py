"""Validates an assertion against the OASIS SAML 2.0 schemas that the package pysaml2 carries. By hand: `python -m sikker.skema FILE…`"""
import functools
import pathlib
import sys

import saml2.data.schemas
from lxml import etree
from saml2.xml import schema as pysaml2_skema

MAPPE = pathlib.Path(list(saml2.data.schemas.__path__)[0])


class _Lokal(etree.Resolver):
    """The schemas import each other by web address; the files lie in `MAPPE` under the same names."""

    def resolve(self, url, pubid, context):
        return self.resolve_filename(str(MAPPE / url.rsplit("/", 1)[-1]), context)


@functools.cache
def _libxml2() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Lokal())
    return etree.XMLSchema(etree.parse(str(MAPPE / "saml-schema-assertion-2.0.xsd"), parser))


def valider(xml: bytes) -> None:
    """Raises when the assertion breaks the schema; two engines must agree: xmlschema (through pysaml2's own loader) and libxml2."""
    pysaml2_skema.validate(xml.decode())
    _libxml2().assertValid(etree.fromstring(xml))


if __name__ == "__main__":
    for navn in sys.argv[1:]:
        valider(pathlib.Path(navn).read_bytes())
        print(f"{navn}: valid")
