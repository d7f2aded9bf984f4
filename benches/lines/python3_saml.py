"""Verifies every signature of a response so many times with python3-saml, in all cores' processes."""

import multiprocessing
import sys

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

NAMES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
}


def verify(text):
    document = etree.fromstring(text)
    certificate = OneLogin_Saml2_Utils.format_cert("".join(document.find(".//ds:X509Certificate", NAMES).text.split()))
    for path in ("/samlp:Response/ds:Signature", "/samlp:Response/saml:Assertion/ds:Signature"):
        if document.xpath(path, namespaces=NAMES):
            if not OneLogin_Saml2_Utils.validate_sign(text, certificate, xpath=path, raise_exceptions=True):
                raise SystemExit("not valid")


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    with multiprocessing.Pool() as pool:
        pool.map(verify, [content] * int(sys.argv[2]), chunksize=50)
