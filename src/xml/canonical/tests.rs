//! What the recommendations show, and where the output is bounded.

use super::*;
use crate::source::{Source, SourceKind, Sources};

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

fn tree(text: &str) -> Tree {
    let id = Sources::default().add(Source::new(SourceKind::Message, text, None));
    crate::xml::parse(id, text).unwrap()
}

fn whole(text: &str, uri: &str) -> String {
    let how = Canonicalization::new(Algorithm::from_uri(uri).unwrap(), 1 << 20);
    String::from_utf8(canonicalize(&tree(text), Apex::Document, &how).unwrap()).unwrap()
}

/// Of the first element with this local name.
fn part(text: &str, local: &str, uri: &str, prefixes: &[&str]) -> Result<String, Uncanonical> {
    let tree = tree(text);
    let element = tree.descendants(tree.root()).find(|&id| tree.local_name(id) == local).unwrap();
    let prefixes: Vec<String> = prefixes.iter().map(|&prefix| prefix.to_owned()).collect();
    let how = Canonicalization {
        inclusive_prefixes: &prefixes,
        ..Canonicalization::new(Algorithm::from_uri(uri).unwrap(), 1 << 20)
    };
    canonicalize(&tree, Apex::Element(element), &how).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Canonical XML 1.0, section 3, less the document type declarations.
#[test]
fn documents_become_what_the_recommendation_shows() {
    let outside = "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->\n";
    for (text, uri, expected) in [
        (
            outside,
            INCLUSIVE,
            "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>",
        ),
        (
            outside,
            INCLUSIVE_COMMENTS,
            "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!<!-- Comment 1 --></doc>\n<?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->",
        ),
        ("<doc>\n   <clean>   </clean>\n</doc>", INCLUSIVE, "<doc>\n   <clean>   </clean>\n</doc>"),
        (
            "<doc><e1   /><e2   ></e2><e3   name = \"elem3\"   id=\"elem3\"   /></doc>",
            INCLUSIVE,
            "<doc><e1></e1><e2></e2><e3 id=\"elem3\" name=\"elem3\"></e3></doc>",
        ),
        (
            "<e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n xmlns:b=\"http://www.ietf.org\"\n xmlns:a=\"http://www.w3.org\"\n xmlns=\"http://example.org\"/>",
            INCLUSIVE,
            "<e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>",
        ),
        (
            "<e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\"><e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/></e8></e7></e6>",
            INCLUSIVE,
            "<e6 xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\"><e8 xmlns=\"\"><e9 xmlns:a=\"http://www.ietf.org\"></e9></e8></e7></e6>",
        ),
        (
            "<doc>\n<text>First line&#x0d;&#10;Second line</text>\n<value>&#x32;</value>\n<compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n<compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n<norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>",
            INCLUSIVE,
            "<doc>\n<text>First line&#xD;\nSecond line</text>\n<value>2</value>\n<compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n<compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">valid</compute>\n<norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>",
        ),
        ("<a b='x\ty\nz\r\nw'>1\r\n2\r3</a>", EXCLUSIVE, "<a b=\"x y z w\">1\n2\n3</a>"),
        ("<!--a--><a><!--b--></a><!--c-->", EXCLUSIVE_COMMENTS, "<!--a-->\n<a><!--b--></a>\n<!--c-->"),
        ("<!--a--><a><!--b--></a><!--c-->", EXCLUSIVE, "<a></a>"),
    ] {
        assert_eq!(whole(text, uri), expected, "{text}\n{uri}");
    }
}

/// Exclusive XML Canonicalization 1.0, sections 2.1 and 2.2.
#[test]
fn elements_take_along_what_their_method_says() {
    let pdu = "<n0:pdu xmlns:n0=\"http://a.example\" xml:lang=\"fr\" xml:space=\"retain\"><n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"/></n1:elem2></n0:pdu>";
    let local = "<n0:local xmlns:n0=\"foo:bar\" xmlns:n3=\"ftp://example.org\"><n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"/></n1:elem2></n0:local>";
    let exclusive = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>";
    for (text, uri, prefixes, expected) in [
        (
            pdu,
            INCLUSIVE,
            &[] as &[&str],
            "<n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://example.net\" xml:lang=\"en\" xml:space=\"retain\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>",
        ),
        (
            local,
            INCLUSIVE,
            &[],
            "<n1:elem2 xmlns:n0=\"foo:bar\" xmlns:n1=\"http://example.net\" xmlns:n3=\"ftp://example.org\" xml:lang=\"en\"><n3:stuff></n3:stuff></n1:elem2>",
        ),
        (pdu, EXCLUSIVE, &[], exclusive),
        (local, EXCLUSIVE, &[], exclusive),
        (
            local,
            EXCLUSIVE,
            &["n0", "n3", "absent"],
            "<n1:elem2 xmlns:n0=\"foo:bar\" xmlns:n1=\"http://example.net\" xmlns:n3=\"ftp://example.org\" xml:lang=\"en\"><n3:stuff></n3:stuff></n1:elem2>",
        ),
        (
            "<a xmlns='urn:d' xmlns:p='urn:p'><p:elem2><q xmlns=''/></p:elem2></a>",
            EXCLUSIVE,
            &[""],
            "<p:elem2 xmlns=\"urn:d\" xmlns:p=\"urn:p\"><q xmlns=\"\"></q></p:elem2>",
        ),
        (
            "<a xmlns='urn:d' xmlns:p='urn:p'><p:elem2><q xmlns=''/></p:elem2></a>",
            EXCLUSIVE,
            &[],
            "<p:elem2 xmlns:p=\"urn:p\"><q></q></p:elem2>",
        ),
        (
            "<a xml:id='x' xml:lang='de' xml:other='o'><elem2/></a>",
            INCLUSIVE,
            &[],
            "<elem2 xml:id=\"x\" xml:lang=\"de\" xml:other=\"o\"></elem2>",
        ),
        (
            "<a xml:id='x' xml:lang='de' xml:other='o'><elem2 xml:space='default'/></a>",
            INCLUSIVE_11,
            &[],
            "<elem2 xml:lang=\"de\" xml:space=\"default\"></elem2>",
        ),
    ] {
        assert_eq!(part(text, "elem2", uri, prefixes).as_deref(), Ok(expected), "{text}\n{uri} {prefixes:?}");
    }
    assert_eq!(part("<a xml:base='x'><b/></a>", "b", INCLUSIVE_11, &[]), Err(Uncanonical::InheritedBase));
}

#[test]
fn one_node_is_left_out_and_the_text_beside_it_stays() {
    let tree = tree("<a xmlns='urn:a'>x<b><c/></b>y<b/></a>");
    let left_out = tree.elements(tree.root()).next();
    let how = Canonicalization {
        without: left_out,
        ..Canonicalization::new(Algorithm::from_uri(INCLUSIVE).unwrap(), 1 << 20)
    };
    let bytes = canonicalize(&tree, Apex::Document, &how).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "<a xmlns=\"urn:a\">xy<b></b></a>");
}

#[test]
fn a_plaintext_counts_only_where_it_is_asked_for() {
    let sources = Sources::default();
    let outer = "<a xmlns:p='urn:p'><b><c/></b><d/></a>";
    let first = sources.add(Source::new(SourceKind::Message, outer, None));
    let second =
        sources.add(Source::new(SourceKind::Decrypted { element: "b".to_owned() }, "<p:e>x</p:e>", None));
    let mut tree = crate::xml::parse(first, outer).unwrap();
    let b = tree.elements(tree.root()).next().unwrap();
    let added = crate::xml::parse_in_context(&mut tree, b, second, "<p:e>x</p:e>").unwrap().elements;
    for (apex, encrypted, expected) in [
        (Apex::Document, EncryptedAs::Ciphertext, "<a><b><c></c></b><d></d></a>"),
        (Apex::Document, EncryptedAs::Plaintext, "<a><p:e xmlns:p=\"urn:p\">x</p:e><d></d></a>"),
        (Apex::Element(added[0]), EncryptedAs::Ciphertext, "<p:e xmlns:p=\"urn:p\">x</p:e>"),
        (Apex::Element(added[0]), EncryptedAs::Plaintext, "<p:e xmlns:p=\"urn:p\">x</p:e>"),
    ] {
        let how = Canonicalization {
            encrypted,
            ..Canonicalization::new(Algorithm::from_uri(EXCLUSIVE).unwrap(), 1 << 20)
        };
        let bytes = canonicalize(&tree, apex, &how).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{apex:?} {encrypted:?}");
    }
}

#[test]
fn namespaces_can_be_supposed_elsewhere() {
    let text = "<r xmlns:p='urn:p' xmlns:xs='urn:xs' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><p:a><b xsi:type='xs:string'/></p:a></r>";
    let tree = tree(text);
    let apex = Apex::Element(tree.elements(tree.root()).next().unwrap());
    let xsi = "http://www.w3.org/2001/XMLSchema-instance";
    for (uri, namespaces, expected) in [
        (
            INCLUSIVE,
            Namespaces::Above(&[("p", "urn:p"), ("xsi", xsi)]),
            "<p:a xmlns:p=\"urn:p\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><b xsi:type=\"xs:string\"></b></p:a>",
        ),
        (
            INCLUSIVE,
            Namespaces::WhereUsed(&["p", "xs", "xsi"]),
            "<p:a xmlns:p=\"urn:p\"><b xmlns:xs=\"urn:xs\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\"></b></p:a>",
        ),
    ] {
        let how = Canonicalization {
            namespaces,
            ..Canonicalization::new(Algorithm::from_uri(uri).unwrap(), 1 << 20)
        };
        let bytes = canonicalize(&tree, apex, &how).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{namespaces:?}");
    }
}

#[test]
fn a_namespace_rendered_over_and_over_ends_at_the_limit() {
    let text = format!("<a xmlns:p='urn:{}'>{}</a>", "x".repeat(10_000), "<p:b/>".repeat(1_000));
    let how = Canonicalization::new(Algorithm::from_uri(EXCLUSIVE).unwrap(), 100_000);
    assert_eq!(canonicalize(&tree(&text), Apex::Document, &how), Err(Uncanonical::TooLong));
}

#[test]
fn deep_and_wide_documents_are_no_burden() {
    let deep = "<a xmlns:p='u'>".repeat(1_000) + &"</a>".repeat(1_000);
    assert!(whole(&deep, EXCLUSIVE).starts_with("<a><a>"));
    let wide = format!("<a>{}</a>", "<b c='d'/>".repeat(200_000));
    let how = Canonicalization::new(Algorithm::from_uri(EXCLUSIVE).unwrap(), 1 << 26);
    assert!(canonicalize(&tree(&wide), Apex::Document, &how).is_ok());
}
