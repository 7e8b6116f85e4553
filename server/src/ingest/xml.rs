//! A small XML tree. One element's text in; names, attributes and text out, prefixes dropped.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Deeper nesting than any record has: a guard against files made to exhaust the stack.
const MAX_DEPTH: usize = 64;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Local name.
    pub name: String,
    /// Attributes, local names.
    pub attributes: Vec<(String, String)>,
    /// Text directly inside, trimmed at the ends.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Node>,
}

impl Node {
    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> + 'n {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element at a path of first children.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first element of that name at any depth, itself left out; `extras` hold foreign data and
    /// are not looked into.
    pub fn find(&self, name: &str) -> Option<&Self> {
        self.children
            .iter()
            .filter(|child| child.name != "extras")
            .find_map(|child| if child.name == name { Some(child) } else { child.find(name) })
    }
}

/// The tree of a text that holds one element.
pub fn parse(xml: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Node> = Vec::new();
    loop {
        let at = reader.buffer_position();
        let event =
            reader.read_event().map_err(|error| format!("the XML is broken at byte {at}: {error}"))?;
        match event {
            Event::Start(start) => {
                open.push(node(&start));
                if open.len() > MAX_DEPTH {
                    return Err(format!("elements are nested more than {MAX_DEPTH} deep"));
                }
            }
            Event::Empty(start) => {
                let node = node(&start);
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => return Ok(node),
                }
            }
            Event::End(_) => {
                let Some(mut done) = open.pop() else {
                    return Err("an element ends that never began".into());
                };
                done.text = done.text.trim().to_string();
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => push(&mut open, c.encode_utf8(&mut [0; 4])),
                    // HTML entities stand unescaped in some exports: kept for the HTML reader.
                    Ok(None) => match resolve_predefined_entity(&name) {
                        Some(known) => push(&mut open, known),
                        None => push(&mut open, &format!("&{name};")),
                    },
                    Err(error) => return Err(format!("the XML is broken at byte {at}: {error}")),
                }
            }
            Event::Eof => return Err("the element does not end".into()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn push(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn node(start: &BytesStart<'_>) -> Node {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_string();
    let attributes = start
        .attributes()
        .flatten()
        .map(|attribute| (local(attribute.key.0), attribute.value.to_string()))
        .collect();
    Node { name: local(start.name().0), attributes, ..Node::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_references_and_prefixes_are_resolved() {
        let tree = parse("<l:a n='1'><l:b>x &lt;p&gt; &#233; &nbsp;</l:b><c/><![CDATA[<z>]]></l:a>").unwrap();
        assert_eq!((tree.name.as_str(), tree.attribute("n")), ("a", Some("1")));
        assert_eq!(tree.child("b").unwrap().text, "x <p> é &nbsp;");
        assert_eq!(tree.text, "<z>");
        assert!(tree.find("c").is_some());
    }

    #[test]
    fn broken_and_hostile_xml_is_an_error() {
        assert!(parse("<a><b></a>").is_err());
        assert!(parse("<a>").is_err());
        assert!(parse("").is_err());
        assert!(parse(&"<a>".repeat(100_000)).is_err());
    }
}
