//! DOCX (Office Open XML): paragraphs, tabs, line breaks, tables, lists, text boxes, headers and notes.

use super::archive::Archive;
use super::error::corrupt;
use super::format::{Format, Probe};
use super::layout::Layout;
use super::xml::{Step, attribute, walk};
use super::{DocumentError, Draft, Limits};
use quick_xml::events::BytesStart;

/// The format.
pub(super) static DOCX: Format = Format {
    name: "DOCX",
    extensions: &["docx", "docm", "dotx"],
    media_types: &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    recognises: |probe: &Probe| probe.entries.iter().any(|name| is_part(name, "document")),
    read,
};

/// Parts with text, in the order in which they are given out.
const PARTS: &[&str] = &["header", "document", "footnotes", "endnotes", "footer"];

/// "word/header2.xml" is a part of the kind "header".
fn is_part(name: &str, kind: &str) -> bool {
    name.strip_prefix("word/")
        .and_then(|rest| rest.strip_prefix(kind))
        .and_then(|rest| rest.strip_suffix(".xml"))
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Draft, DocumentError> {
    let mut archive = Archive::open(bytes, DOCX.name, limits)?;
    let names = archive.names();
    let mut texts: Vec<String> = Vec::new();
    for kind in PARTS {
        for name in names.iter().filter(|name| is_part(name, kind)) {
            let xml = archive.text(name)?.ok_or_else(|| corrupt(DOCX.name, format!("{name} is missing")))?;
            let text = part_text(&xml)?;
            // The first page's header is often a copy of the others'.
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    Ok(Draft { text: texts.join("\n\n"), ..Draft::default() })
}

#[derive(Default)]
struct Walk {
    layout: Layout,
    in_text: bool,
    /// Depth inside a fallback, which repeats a text box for old programs.
    fallback: usize,
    /// Inside the properties of a paragraph, where tab stops have the name that tabs have in the text.
    in_properties: bool,
}

fn part_text(xml: &str) -> Result<String, DocumentError> {
    let mut page = Walk::default();
    walk(xml, DOCX.name, |step| match step {
        Step::Open(start) => page.open(start),
        Step::Close(name) => page.close(name),
        Step::Text(text) if page.in_text && page.fallback == 0 => page.layout.verbatim(text),
        Step::Text(_) => {}
    })?;
    Ok(page.layout.finish())
}

impl Walk {
    fn open(&mut self, start: &BytesStart) {
        let name = start.name();
        match name.as_ref() {
            "mc:Fallback" => self.fallback += 1,
            _ if self.fallback > 0 => {}
            "w:p" => self.layout.block(),
            "w:t" => self.in_text = true,
            "w:tab" if !self.in_properties => self.layout.tab(),
            "w:br" | "w:cr" => self.layout.line_break(),
            "w:noBreakHyphen" => self.layout.verbatim("-"),
            "w:tr" => self.layout.row_start(),
            "w:tc" => self.layout.cell(),
            "w:pPr" => self.in_properties = true,
            "w:numId" if attribute(start, "w:val").is_some_and(|id| id != "0") => self.layout.item("- "),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "mc:Fallback" => self.fallback = self.fallback.saturating_sub(1),
            _ if self.fallback > 0 => {}
            "w:p" => self.layout.paragraph_end(),
            "w:t" => self.in_text = false,
            "w:pPr" => self.in_properties = false,
            "w:tr" => self.layout.row_end(),
            _ => {}
        }
    }
}
