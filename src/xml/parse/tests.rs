//! What is parsed, and what is refused where.

use super::*;
use crate::source::{Source, SourceKind, Sources};
use crate::xml::NodeKind;

fn id() -> SourceId {
    Sources::default().add(Source::new(SourceKind::Message, "", None))
}

#[test]
fn ill_formed_texts_are_refused_where_they_go_wrong() {
    for (text, at) in [
        ("", ""),
        ("x", "x"),
        ("<a/>x", "x"),
        ("<a/><b/>", "<b/>"),
        ("<a>", ""),
        ("<a", ""),
        ("<a></b>", "</b>"),
        ("</a>", "</a>"),
        ("<a b='1' b='2'/>", "b='2'"),
        ("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "q:b"),
        ("<a b='1'c='2'/>", "c='2'"),
        ("<a b='<'/>", "<'/>"),
        ("<a b='&nope;'/>", "&nope;"),
        ("<a>&nope;</a>", "&nope;"),
        ("<a>&#0;</a>", "&#0;"),
        ("<a>a & b</a>", "& b"),
        ("<a>]]></a>", "]]>"),
        ("<a>\u{1}</a>", "\u{1}"),
        ("<a>\u{FFFE}</a>", "\u{FFFE}"),
        ("<p:a/>", "p:a"),
        ("<a p:b=''/>", "p:b"),
        ("<a xmlns:xml='u'/>", "u'"),
        ("<a xmlns:p=''/>", "'/>"),
        ("<a xmlns:p='u' xmlns:p='v'/>", "xmlns:p='v'"),
        ("<a xmlns:='u'/>", "xmlns:="),
        ("<a xmlns:1='u'/>", "xmlns:1"),
        ("<xmlns:a/>", "xmlns:a"),
        ("<a:b:c xmlns:a='u'/>", "a:b:c"),
        ("<1/>", "1/>"),
        ("<a 1='2'/>", "1='2'"),
        (" <?xml version='1.0'?><a/>", "<?xml"),
        ("<?xml version='2.0'?><a/>", "<?xml"),
        ("<?xml encoding='UTF-8'?><a/>", "<?xml"),
        ("<a/><?xml version='1.0'?>", "<?xml"),
        ("<a><?XML x?></a>", "<?XML"),
        ("<a><!-- -- --></a>", ""),
        ("<![CDATA[x]]><a/>", "<![CDATA["),
        ("&lt;<a/>", "&lt;"),
    ] {
        let refused = match parse(id(), text) {
            Ok(_) => panic!("{text:?} was accepted"),
            Err(refused) => refused,
        };
        assert!(text[refused.offset..].starts_with(at), "{text:?}: {refused:?}");
    }
}

#[test]
fn a_document_type_is_refused_as_such() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a [",
        "<a><!DOCTYPE b></a>",
    ] {
        let refused = parse(id(), text).unwrap_err();
        assert_eq!(refused.reason, Reason::DocumentType, "{text:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(parse(id(), &nested(DEPTH_LIMIT)).is_ok());
    assert_eq!(parse(id(), &nested(DEPTH_LIMIT + 1)).unwrap_err().reason, Reason::TooDeep);
    assert_eq!(parse(id(), &"<a>".repeat(100_000)).unwrap_err().reason, Reason::TooDeep);
}

#[test]
fn many_attributes_are_no_burden() {
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
    let tree = parse(id(), &format!("<a{attributes}/>")).unwrap();
    assert_eq!(tree.attributes(tree.root()).len(), 200_000);
    let declarations: String = (0..50_000).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
    let tree = parse(id(), &format!("<a{declarations}/>")).unwrap();
    assert_eq!(tree.declarations(tree.root()).len(), 50_000);
}

#[test]
fn every_part_knows_what_was_written() {
    let text = "<?xml version='1.0'?><!--before--><p:a xmlns:p = \"urn:x\" b = 'c&amp;d'>x&lt;y<![CDATA[<z>]]><!--seam-->w<p:e/></p:a>";
    let tree = parse(id(), text).unwrap();
    let root = tree.root();
    assert_eq!((tree.prefix(root), tree.local_name(root), tree.namespace(root)), ("p", "a", "urn:x"));
    assert_eq!(tree.written(tree.start_tag(root)), "<p:a xmlns:p = \"urn:x\" b = 'c&amp;d'>");
    let attribute = tree.attribute(root, "b").unwrap();
    assert_eq!(tree.written(attribute.span), "b = 'c&amp;d'");
    assert_eq!(tree.written(attribute.value_span), "c&amp;d");
    assert_eq!(tree.value(attribute), "c&d");
    assert_eq!(tree.written(tree.declarations(root)[0].span), "xmlns:p = \"urn:x\"");
    let content = tree.content(root);
    assert_eq!(content.value, "x<y<z>w");
    assert_eq!(tree.written(content.span), "x&lt;y<![CDATA[<z>]]><!--seam-->w");
    assert_eq!(content.seams.iter().map(|&seam| tree.written(seam)).collect::<Vec<_>>(), ["<!--seam-->"]);
    assert!(content.has_elements);
    assert_eq!(
        tree.top_level().map(|id| tree.kind(id)).collect::<Vec<_>>(),
        [NodeKind::Comment, NodeKind::Element]
    );
    let child = tree.elements(root).next().unwrap();
    assert_eq!(tree.written(tree.span(child)), "<p:e/>");
    assert_eq!(tree.path_at(root, tree.span(child)), "/a/e");
    assert_eq!(tree.path_at(root, attribute.value_span), "/a/@b");
}

#[test]
fn paths_count_only_where_there_is_more_than_one() {
    let text = "<a><b/><c/><b><d>x</d></b></a>";
    let tree = parse(id(), text).unwrap();
    let at = text.find('x').unwrap() as u32;
    let span = Span { source: tree.source(), start: at, end: at + 1 };
    assert_eq!(tree.path_at(tree.root(), span), "/a/b[2]/d");
}

#[test]
fn a_text_that_only_ends_early_still_gives_its_tree() {
    for text in [
        "<a><b>x</b><c>y",
        "<a><b>x</b><c",
        "<a><b>x</b><c d='",
        "<a><b>x</b><!-- y",
        "<a><b>x</b><![CDATA[y",
        "<a><b>x</b></",
    ] {
        let refused = parse(id(), text).unwrap_err();
        assert!(matches!(refused.reason, Reason::EndsEarly { .. }), "{text:?}: {:?}", refused.reason);
        let tree = refused.partial.unwrap();
        let b = tree.elements(tree.root()).next().unwrap();
        assert_eq!(tree.content(b).value, "x", "{text:?}");
    }
}

#[test]
fn a_plaintext_hangs_in_the_tree_with_the_namespaces_of_its_place() {
    let sources = Sources::default();
    let outer = "<a xmlns:p='urn:x'><b/></a>";
    let first = sources.add(Source::new(SourceKind::Message, outer, None));
    let inner = sources.add(Source::new(SourceKind::Decrypted { element: "b".into() }, "<p:c>x</p:c>", None));
    let mut tree = parse(first, outer).unwrap();
    let b = tree.elements(tree.root()).next().unwrap();
    let added = parse_in_context(&mut tree, b, inner, "<p:c>x</p:c>").unwrap().elements;
    assert_eq!(tree.namespace(added[0]), "urn:x");
    let content = tree.content(added[0]);
    assert_eq!(content.span.source, inner);
    assert_eq!(tree.path_at(tree.root(), content.span), "/a/b/c");
    for refused in ["<q:c/>", "<c>", "<c/><d>&nope;</d>"] {
        assert!(parse_in_context(&mut tree, b, inner, refused).is_err());
        assert_eq!(tree.descendants(b).count(), 3, "b, c and its text, after {refused}");
    }
}
