"""Signature values by OpenSSL (through Python's cryptography), one JSON object a line.

Exits 77 where cryptography is not installed.
"""

import json
import random
import sys

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
except ImportError:
    sys.exit(77)

HASHES = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"


def main(count, seed):
    rng = random.Random(seed)
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=size) for size in (1024, 2048, 3072)]
    curves = [ec.generate_private_key(curve()) for curve in (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)]
    for _ in range(count):
        name, hash_class = rng.choice(sorted(HASHES.items()))
        message = rng.randbytes(rng.randrange(200))
        kind = rng.choice(["pkcs1", "pss", "pss", "ecdsa"])
        if kind == "ecdsa":
            key = rng.choice(curves)
            size = (key.curve.key_size + 7) // 8
            r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hash_class())))
            value = r.to_bytes(size, "big") + s.to_bytes(size, "big")
            uri = MORE + "ecdsa-" + name
        elif kind == "pss":
            key = rng.choice(keys)
            mask = padding.PSS(padding.MGF1(hash_class()), hash_class.digest_size)
            value = key.sign(message, mask, hash_class()) if key.key_size > 1024 or name != "sha512" else None
            if value is None:
                continue
            uri = MORE_2007 + name + "-rsa-MGF1"
        else:
            key = rng.choice(keys)
            value = key.sign(message, padding.PKCS1v15(), hash_class())
            uri = "http://www.w3.org/2000/09/xmldsig#rsa-sha1" if name == "sha1" else MORE + "rsa-" + name
        public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        print(json.dumps({"key": public.hex(), "algorithm": uri, "message": message.hex(), "value": value.hex()}))


main(int(sys.argv[1]), int(sys.argv[2]))
