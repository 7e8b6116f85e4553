//! XML text in; its elements and words out, one call each, without a tree.

use super::DocumentError;
use super::error::corrupt;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// One step through a document.
pub(super) enum Step<'a> {
    /// An element opens.
    Open(&'a BytesStart<'a>),
    /// The element of this full name closes.
    Close(&'a str),
    /// Words, entities resolved.
    Text(&'a str),
}

/// Calls `on` for every step of `xml`; `format` names the document in errors.
pub(super) fn walk(xml: &str, format: &'static str, mut on: impl FnMut(Step)) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(|error| corrupt(format, error))? {
            Event::Start(start) => on(Step::Open(&start)),
            Event::End(end) => on(Step::Close(end.name().as_ref())),
            Event::Text(text) => on(Step::Text(&text.xml10_content())),
            Event::CData(text) => on(Step::Text(&text.xml10_content())),
            Event::GeneralRef(entity) => {
                let char_ref = entity.resolve_char_ref().ok().flatten();
                match (char_ref, resolve_predefined_entity(&entity)) {
                    (Some(c), _) => on(Step::Text(c.encode_utf8(&mut [0; 4]))),
                    (None, Some(text)) => on(Step::Text(text)),
                    // Entities of one's own are not expanded: no document needs them, bombs do.
                    (None, None) => {}
                }
            }
            Event::Eof => return Ok(()),
            // `expand_empty_elements` turns empty elements into a start and an end.
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The value of an attribute, by its full name.
pub(super) fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.into_owned())
}
