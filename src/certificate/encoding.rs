//! The shape of a certificate, read strictly.
//!
//! x509-parser takes tags, strings and identifiers as they come, and so reads certificates that
//! were damaged on their way and that OpenSSL and Java refuse.

/// The first part of a certificate that is not what X.509 (RFC 5280, section 4.1) has there.
pub(super) fn fault(der: &[u8]) -> Option<&'static str> {
    Der(der).only(0x30, certificate).err()
}

type Shape = Result<(), &'static str>;

fn certificate(mut parts: Der<'_>) -> Shape {
    parts.one(0x30, "tbsCertificate", to_be_signed)?;
    parts.one(0x30, "signatureAlgorithm", algorithm)?;
    parts.one(0x03, "signatureValue", bit_string)?;
    parts.end("Certificate")
}

fn to_be_signed(mut parts: Der<'_>) -> Shape {
    parts.maybe(0xa0, "version", |version| version.only(0x02, integer))?;
    parts.one(0x02, "serialNumber", integer)?;
    parts.one(0x30, "signature", algorithm)?;
    parts.one(0x30, "issuer", name)?;
    parts.one(0x30, "validity", validity)?;
    parts.one(0x30, "subject", name)?;
    parts.one(0x30, "subjectPublicKeyInfo", |mut info| {
        info.one(0x30, "algorithm", algorithm)?;
        info.one(0x03, "subjectPublicKey", bit_string)?;
        info.end("subjectPublicKeyInfo")
    })?;
    parts.maybe(0x81, "issuerUniqueID", |_| Ok(()))?;
    parts.maybe(0x82, "subjectUniqueID", |_| Ok(()))?;
    parts.maybe(0xa3, "extensions", |extensions| {
        extensions.only(0x30, |list| {
            list.each(0x30, "extensions", |mut extension| {
                extension.one(0x06, "extnID", object_identifier)?;
                extension.maybe(0x01, "critical", |value| shaped(value.0.len() == 1, "critical"))?;
                extension.one(0x04, "extnValue", |_| Ok(()))?;
                extension.end("extensions")
            })
        })
    })?;
    parts.end("tbsCertificate")
}

fn algorithm(mut parts: Der<'_>) -> Shape {
    parts.one(0x06, "algorithm", object_identifier)?;
    if !parts.0.is_empty() {
        // What the algorithms of RFC 3279, 4055 and 5480 have there: NULL, a curve, a structure.
        let (tag, value) = parts.any("parameters")?;
        let good = match tag {
            0x05 => value.is_empty(),
            0x06 => object_identifier(Der(value)).is_ok(),
            0x30 => true,
            _ => false,
        };
        shaped(good, "parameters")?;
    }
    parts.end("algorithm")
}

fn name(list: Der<'_>) -> Shape {
    list.each(0x31, "RelativeDistinguishedName", |set| {
        set.each(0x30, "AttributeTypeAndValue", |mut pair| {
            pair.one(0x06, "AttributeType", object_identifier)?;
            let (tag, value) = pair.any("AttributeValue")?;
            let good = match tag {
                0x0c => std::str::from_utf8(value).is_ok(),
                0x1c => value.len().is_multiple_of(4),
                0x1e => value.len().is_multiple_of(2),
                0x03 | 0x12 | 0x13 | 0x14 | 0x16 | 0x30 => true,
                _ => false,
            };
            shaped(good, "AttributeValue")?;
            pair.end("AttributeTypeAndValue")
        })
    })
}

fn validity(mut times: Der<'_>) -> Shape {
    for part in ["notBefore", "notAfter"] {
        let (tag, _) = times.any(part)?;
        shaped(matches!(tag, 0x17 | 0x18), part)?;
    }
    times.end("validity")
}

fn integer(content: Der<'_>) -> Shape {
    shaped(!matches!(content.0, [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]), "INTEGER")
}

fn bit_string(content: Der<'_>) -> Shape {
    shaped(matches!(content.0, [0] | [0..=7, _, ..]), "BIT STRING")
}

fn object_identifier(content: Der<'_>) -> Shape {
    let ends = content.0.last().is_some_and(|last| last & 0x80 == 0);
    let padded = content.0.first() == Some(&0x80)
        || content.0.windows(2).any(|pair| pair[0] & 0x80 == 0 && pair[1] == 0x80);
    shaped(ends && !padded, "OBJECT IDENTIFIER")
}

fn shaped(good: bool, part: &'static str) -> Shape {
    if good { Ok(()) } else { Err(part) }
}

/// Bytes that hold elements of DER one after the other.
#[derive(Clone, Copy)]
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    fn any(&mut self, part: &'static str) -> Result<(u8, &'a [u8]), &'static str> {
        let (&tag, rest) = self.0.split_first().ok_or(part)?;
        let (&first, rest) = rest.split_first().ok_or(part)?;
        let (length, rest) = if first < 0x80 {
            (first as usize, rest)
        } else {
            let count = (first & 0x7f) as usize;
            let digits = rest.get(..count).filter(|_| (1..=4).contains(&count)).ok_or(part)?;
            (digits.iter().fold(0, |length, &digit| length << 8 | digit as usize), &rest[count..])
        };
        let (content, rest) = rest.split_at_checked(length).ok_or(part)?;
        self.0 = rest;
        Ok((tag, content))
    }

    fn one(&mut self, tag: u8, part: &'static str, inside: impl FnOnce(Der<'a>) -> Shape) -> Shape {
        let (found, content) = self.any(part)?;
        shaped(found == tag, part)?;
        inside(Der(content))
    }

    fn maybe(&mut self, tag: u8, part: &'static str, inside: impl FnOnce(Der<'a>) -> Shape) -> Shape {
        if self.0.first() == Some(&tag) { self.one(tag, part, inside) } else { Ok(()) }
    }

    fn only(mut self, tag: u8, inside: impl FnOnce(Der<'a>) -> Shape) -> Shape {
        self.one(tag, "Certificate", inside)?;
        self.end("Certificate")
    }

    fn each(mut self, tag: u8, part: &'static str, inside: impl Fn(Der<'a>) -> Shape) -> Shape {
        while !self.0.is_empty() {
            self.one(tag, part, &inside)?;
        }
        Ok(())
    }

    fn end(self, part: &'static str) -> Shape {
        shaped(self.0.is_empty(), part)
    }
}
