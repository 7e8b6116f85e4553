//! ODT (OpenDocument text): paragraphs, headings, tabs, line breaks, spaces, lists, tables, frames.

use super::archive::Archive;
use super::error::corrupt;
use super::format::{Format, Probe};
use super::layout::Layout;
use super::xml::{Step, attribute, walk};
use super::{DocumentError, Draft, Limits};
use quick_xml::events::BytesStart;

/// The format.
pub(super) static ODT: Format = Format {
    name: "ODT",
    extensions: &["odt", "ott"],
    media_types: &["application/vnd.oasis.opendocument.text"],
    recognises,
    read,
};

/// Elements whose words are not the author's text.
const LEFT_OUT: &[&str] = &[
    "text:tracked-changes",
    "office:annotation",
    "office:forms",
    "text:note-citation",
    "svg:title",
    "svg:desc",
];

/// Spreadsheets and slides have the same entries; the first one, stored, says which it is.
fn recognises(probe: &Probe) -> bool {
    const MARK: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";
    let named = probe.bytes.get(30..30 + MARK.len()).is_some_and(|start| start == MARK);
    let promised = probe.promised.is_some_and(|format| *format == ODT);
    (named || promised) && probe.entries.iter().any(|name| name == "content.xml")
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Draft, DocumentError> {
    let mut archive = Archive::open(bytes, ODT.name, limits)?;
    let manifest = archive.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(DocumentError::Encrypted { format: ODT.name });
    }
    let xml = archive.text("content.xml")?.ok_or_else(|| corrupt(ODT.name, "content.xml is missing"))?;
    let mut page = Walk::default();
    walk(&xml, ODT.name, |step| match step {
        Step::Open(start) => page.open(start),
        Step::Close(name) => page.close(name),
        Step::Text(text) if page.paragraphs > 0 && page.left_out == 0 => page.layout.flow(text),
        Step::Text(_) => {}
    })?;
    Ok(Draft { text: page.layout.finish(), ..Draft::default() })
}

#[derive(Default)]
struct Walk {
    layout: Layout,
    /// Open paragraphs: a frame inside one has paragraphs of its own.
    paragraphs: usize,
    left_out: usize,
}

impl Walk {
    fn open(&mut self, start: &BytesStart) {
        let name = start.name();
        match name.as_ref() {
            left_out if LEFT_OUT.contains(&left_out) => self.left_out += 1,
            _ if self.left_out > 0 => {}
            "text:p" | "text:h" => {
                self.paragraphs += 1;
                self.layout.block();
            }
            "text:tab" => self.layout.tab(),
            "text:line-break" => self.layout.line_break(),
            "text:s" => self.layout.verbatim(&" ".repeat(spaces(start))),
            "text:list-item" => self.layout.item("- "),
            "table:table-row" => self.layout.row_start(),
            "table:table-cell" => self.layout.cell(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            left_out if LEFT_OUT.contains(&left_out) => self.left_out = self.left_out.saturating_sub(1),
            _ if self.left_out > 0 => {}
            "text:p" | "text:h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.layout.paragraph_end();
            }
            "table:table-row" => self.layout.row_end(),
            _ => {}
        }
    }
}

/// How many spaces a `text:s` stands for; bounded, since a number costs a bomb nothing.
fn spaces(start: &BytesStart) -> usize {
    attribute(start, "text:c").and_then(|count| count.parse().ok()).unwrap_or(1_usize).min(100)
}
