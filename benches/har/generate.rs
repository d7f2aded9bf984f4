//! HARs of any size with the mixture of a browser's: scripts, pages, pictures, JSON, many headers.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// As Chrome and Firefox write it.
    Pretty,
    /// As Playwright and many proxies write it.
    OneLine,
    /// On one line; the forms are in `params`, without `text`, as Fiddler does it.
    ParamsOnly,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Shape::Pretty => "pretty",
            Shape::OneLine => "one line",
            Shape::ParamsOnly => "params only",
        }
    }
}

/// Writes about so many bytes and says how many SAML responses were posted in them.
pub fn write(out: &mut impl Write, size: u64, shape: Shape) -> io::Result<usize> {
    let mut random = Random(0x5A3D_1C0D_0C70_0001 ^ size);
    let mut har = Har { out, shape, written: 0 };
    let bodies = Bodies::new(&mut random);
    let mut at: Vec<u64> = (0..3 + random.below(3)).map(|_| random.below(size)).collect();
    at.sort_unstable();
    let posts = at.len();
    har.text(r#"{"log": {"version": "1.2", "creator": {"name": "bench", "version": "1"}, "pages": [], "entries": ["#)?;
    let mut first = true;
    loop {
        let post = at.first().is_some_and(|&place| place <= har.written);
        if har.written >= size && !post {
            break;
        }
        if !std::mem::take(&mut first) {
            har.text(",")?;
        }
        if post {
            har.saml_post(at.remove(0))?;
        } else {
            har.resource(&mut random, &bodies)?;
        }
    }
    har.line(0, "]}}")?;
    Ok(posts)
}

struct Har<'a, W> {
    out: &'a mut W,
    shape: Shape,
    written: u64,
}

impl<W: Write> Har<'_, W> {
    fn text(&mut self, text: &str) -> io::Result<()> {
        self.written += text.len() as u64;
        self.out.write_all(text.as_bytes())
    }

    /// A piece of JSON on its own line where the file has lines.
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()> {
        if matches!(self.shape, Shape::Pretty) {
            self.text(&format!("\n{:1$}", "", depth * 2))?;
        }
        self.text(text)
    }

    fn resource(&mut self, random: &mut Random, bodies: &Bodies) -> io::Result<()> {
        let body = &bodies.kinds[random.below(bodies.kinds.len() as u64) as usize];
        let number = random.next();
        self.line(3, "{")?;
        self.line(4, r#""_initiator": {"type": "script", "stack": {"callFrames": [{"functionName": "", "url": "https://app.example/main.js", "lineNumber": 1, "columnNumber": 2}]}},"#)?;
        self.line(4, r#""request": {"#)?;
        self.line(5, r#""method": "GET","#)?;
        self.line(5, &format!(r#""url": "https://app.example/static/{number:016x}","#))?;
        self.headers(&["accept", "accept-encoding", "cookie", "referer", "user-agent", "sec-ch-ua"], number)?;
        self.line(5, r#""queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0"#)?;
        self.line(4, "},")?;
        self.line(4, r#""response": {"#)?;
        self.line(5, r#""status": 200, "statusText": "", "httpVersion": "http/2.0","#)?;
        self.headers(
            &["age", "cache-control", "content-type", "date", "etag", "server", "vary", "via"],
            number,
        )?;
        self.line(5, r#""content": {"#)?;
        self.line(6, &format!(r#""size": 1, "mimeType": "{}","#, body.mime_type))?;
        self.line(6, r#""text": ""#)?;
        // From 256 bytes to a megabyte, each order of magnitude as often.
        let magnitude = 8 + random.below(13);
        let length = random.below(1 << magnitude);
        let mut at = random.below(body.pieces.len() as u64) as usize;
        let end = self.written + length;
        while self.written < end {
            self.text(&body.pieces[at])?;
            at = (at + 1) % body.pieces.len();
        }
        self.text("\"")?;
        if body.mime_type.starts_with("image/") {
            self.text(",")?;
            self.line(6, r#""encoding": "base64""#)?;
        }
        self.line(5, "},")?;
        self.line(5, r#""redirectURL": "", "headersSize": -1, "bodySize": -1"#)?;
        self.line(4, "},")?;
        self.line(4, r#""cache": {}, "timings": {"blocked": 1.2, "dns": -1, "send": 0.1, "wait": 40.5, "receive": 3},"#)?;
        self.line(4, r#""startedDateTime": "2026-01-01T00:00:00.000Z", "time": 45.1"#)?;
        self.line(3, "}")
    }

    fn headers(&mut self, names: &[&str], number: u64) -> io::Result<()> {
        self.line(5, r#""headers": ["#)?;
        for (index, name) in names.iter().enumerate() {
            self.line(6, "{")?;
            self.line(7, &format!(r#""name": "{name}","#))?;
            self.line(7, &format!(r#""value": "value of {name} with W/\"{number:032x}\"""#))?;
            self.line(6, if index + 1 < names.len() { "}," } else { "}" })?;
        }
        self.line(5, "],")
    }

    fn saml_post(&mut self, number: u64) -> io::Result<()> {
        let xml = format!(
            r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_{number:032x}" Version="2.0">{}</samlp:Response>"#,
            "<!-- about as long as a real one -->".repeat(150)
        );
        let base64 = STANDARD.encode(xml);
        self.line(3, "{")?;
        self.line(4, r#""startedDateTime": "2026-01-01T00:00:00.000Z", "time": 45.1,"#)?;
        self.line(4, r#""request": {"#)?;
        self.line(5, r#""method": "POST","#)?;
        self.line(5, r#""url": "https://signin.aws.amazon.com/saml","#)?;
        self.line(5, r#""postData": {"#)?;
        self.line(6, r#""mimeType": "application/x-www-form-urlencoded","#)?;
        match self.shape {
            Shape::Pretty | Shape::OneLine => {
                let value = base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
                self.line(6, &format!(r#""text": "SAMLResponse={value}&RelayState=""#))?;
            }
            Shape::ParamsOnly => {
                self.line(6, &format!(r#""params": [{{"name": "SAMLResponse", "value": "{base64}"}}, {{"name": "RelayState", "value": ""}}]"#))?;
            }
        }
        self.line(5, "}")?;
        self.line(4, "},")?;
        self.line(4, r#""response": {"status": 403, "headers": [{"name": "Date", "value": "Thu, 01 Jan 2026 00:00:00 GMT"}], "content": {"mimeType": "text/html", "text": "<p>refused</p>"}}"#)?;
        self.line(3, "}")
    }
}

struct Bodies {
    kinds: Vec<Body>,
}

/// Pieces of a body, escaped as JSON.
struct Body {
    mime_type: &'static str,
    pieces: Vec<String>,
}

impl Bodies {
    fn new(random: &mut Random) -> Bodies {
        let mut pieces = |make: &dyn Fn(u64) -> String| (0..512).map(|_| make(random.next())).collect();
        let script = |number: u64| {
            format!(
                r#"function t{number:x}(e,n){{if(!e)throw new Error(\"no element\");return n.map((function(t){{return t.id===\"{number}\"&&e.test(t.name)}}))}}var r=Object.freeze({{a:1,b:[2,3]}});\n"#
            )
        };
        let page = |number: u64| {
            format!(
                r#"<div class=\"card card-{number:x}\"><a href=\"\/item\/{number}\">Item {number}</a> and some words of text that say nothing in particular.</div>\n"#
            )
        };
        let json = |number: u64| {
            format!(r#"{{\"id\":{number},\"name\":\"n{number:x}\",\"tags\":[\"a\",\"b\"],\"ok\":true}},"#)
        };
        // 768 bytes are whole groups, so the pieces join to one long base64.
        let picture = |number: u64| {
            let mut random = Random(number | 1);
            STANDARD.encode((0..96).flat_map(|_| random.next().to_le_bytes()).collect::<Vec<u8>>())
        };
        Bodies {
            kinds: vec![
                Body { mime_type: "application/javascript", pieces: pieces(&script) },
                Body { mime_type: "text/html", pieces: pieces(&page) },
                Body { mime_type: "application/json", pieces: pieces(&json) },
                Body { mime_type: "image/png", pieces: pieces(&picture) },
                Body { mime_type: "font/woff2", pieces: pieces(&picture) },
            ],
        }
    }
}

/// Xorshift: the same file each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }
}
