"""Random documents and their canonical forms by libxml2 (through lxml), one JSON object a line.

Exits 77 where lxml is not installed. Excepted, since libxml2 is known to be wrong there: "&" and
non-ASCII characters in namespace URIs (not escaped; refused), and xml:base under Canonical XML 1.1,
which lxml does not offer. lxml's inclusive form of a subtree is wrong as well (grandchildren get
xmlns=""), so a subtree is written out, parsed again, given the xml: attributes it inherits, and
canonicalized as a document.
"""

import json
import random
import sys

try:
    from lxml import etree
except ImportError:
    sys.exit(77)

XML = "http://www.w3.org/XML/1998/namespace"
PREFIXES = ["", "a", "b", "c", "saml", "xs", "xsi"]
NAMESPACES = ["urn:a", "urn:b", "http://example.org/c", "urn:d:e", "http://www.w3.org/2001/XMLSchema"]
TEXTS = ["", " ", "\n  ", "x", "&amp;", "&lt;b&gt;", "&#13;", "&#13;\n", "\r\n", "\t", "é", "𝄞", "&quot;'", "]]&gt;", "<![CDATA[<&>\r\n]]>", "<!-- c\r\n -->", "<?pi  d e ?>", "<?p?>", "&#9;&#10;"]
VALUES = ["", "v", "a&amp;b", "&lt;", ">", "'", "&quot;", "x\ty", "x\r\ny", "x\ny", "&#13;&#10;&#9;", "é𝄞", "  s  "]


def element(rng, depth, scope, out):
    declared = {}
    attributes = []
    for prefix in rng.sample(PREFIXES, rng.choice([0, 0, 0, 1, 1, 2, 4])):
        if prefix == "" and rng.random() < 0.3:
            declared[""] = ""
        else:
            declared[prefix] = rng.choice(NAMESPACES)
    here = {**scope, **declared}
    bound = [prefix for prefix, uri in here.items() if prefix and uri]
    prefix = rng.choice(bound + [""] * 2) if bound else ""
    name = (prefix + ":" if prefix else "") + rng.choice(["r", "s", "t"])
    seen = set()
    for _ in range(rng.choice([0, 0, 1, 2, 5])):
        attribute_prefix = rng.choice(bound + [""] * 3) if bound else ""
        local = rng.choice(["u", "v", "ID", "z", "Ä"])
        key = (here.get(attribute_prefix) if attribute_prefix else "", local)
        if key in seen:
            continue
        seen.add(key)
        attributes.append(((attribute_prefix + ":" if attribute_prefix else "") + local, rng.choice(VALUES)))
    for local in ("lang", "space", "other"):
        if rng.random() < 0.08:
            attributes.append(("xml:" + local, rng.choice(["de", "preserve", ""])))
    attributes += [("xmlns" + (":" + p if p else ""), uri) for p, uri in declared.items()]
    rng.shuffle(attributes)
    out.append("<" + name)
    for key, value in attributes:
        quote = "'" if "'" not in value and rng.random() < 0.4 else '"'
        out.append(rng.choice([" ", "\n", "  "]) + key + rng.choice(["=", " = "]) + quote + value + quote)
    children = rng.choice([0, 1, 2, 3]) if depth < 6 else 0
    if children == 0 and rng.random() < 0.5:
        out.append("/>")
        return
    out.append(">")
    for _ in range(children):
        out.append(rng.choice(TEXTS))
        element(rng, depth + 1, here, out)
    out.append(rng.choice(TEXTS) + "</" + name + rng.choice(["", " "]) + ">")


def document(rng):
    out = []
    if rng.random() < 0.3:
        out.append("<?xml version='1.0'?>\n")
    outside = ["", "", "<!-- o -->", "<?pi  x?>", "\n", "<!--1--><?q?>\r\n<!--2-->"]
    out.append(rng.choice(outside))
    element(rng, 0, {"": ""}, out)
    out.append(rng.choice(outside))
    return "".join(out)


def standalone(node):
    again = etree.fromstring(etree.tostring(node, with_tail=False, encoding="utf-8"))
    for ancestor in node.iterancestors():
        for name, value in ancestor.attrib.items():
            if name.startswith("{" + XML + "}") and name not in again.attrib:
                again.set(name, value)
    return again


def without_inherited(node):
    return etree.fromstring(etree.tostring(node, with_tail=False, encoding="utf-8"))


def main(count, seed):
    rng = random.Random(seed)
    made = 0
    while made < count:
        text = document(rng)
        try:
            tree = etree.fromstring(text.encode("utf-8")).getroottree()
        except etree.XMLSyntaxError:
            continue
        made += 1
        elements = [node for node in tree.iter() if isinstance(node.tag, str)]
        index = rng.randrange(len(elements))
        for exclusive in (False, True):
            for comments in (False, True):
                prefixes = rng.sample(PREFIXES[1:], rng.randrange(3)) if exclusive else []
                options = dict(method="c14n", exclusive=exclusive, with_comments=comments)
                if prefixes:
                    options["inclusive_ns_prefixes"] = prefixes
                part = without_inherited(elements[index]) if exclusive else standalone(elements[index])
                print(json.dumps({
                    "text": text,
                    "exclusive": exclusive,
                    "comments": comments,
                    "prefixes": prefixes,
                    "element": index,
                    "whole": etree.tostring(tree, **options).decode("utf-8"),
                    "part": etree.tostring(part, **options).decode("utf-8"),
                }))


main(int(sys.argv[1]), int(sys.argv[2]))
