//! The labelling configuration: what an annotator sees.

use super::{FROM, TO};
use passerelle_engine::tagging::Label;
use std::fmt::Write as _;

/// The labels with their French terms, keys and colours, over the text of a task and the note about it.
pub fn xml() -> String {
    let mut out = String::from("<View>\n  <Header value=\"$note\" size=\"6\"/>\n");
    let _ = writeln!(out, "  <Labels name=\"{FROM}\" toName=\"{TO}\" choice=\"single\" showInline=\"true\">");
    for (number, label) in Label::ALL.into_iter().enumerate() {
        let (term, colour) = look(label);
        let _ = writeln!(
            out,
            "    <Label value=\"{label}\" hint=\"{term}\" hotkey=\"{}\" background=\"{colour}\"/>",
            number + 1
        );
    }
    let _ =
        writeln!(out, "  </Labels>\n  <Text name=\"{TO}\" value=\"$text\" granularity=\"symbol\"/>\n</View>");
    out
}

fn look(label: Label) -> (&'static str, &'static str) {
    match label {
        Label::Skill => ("savoir-faire", "#2f7ed8"),
        Label::Knowledge => ("savoir", "#0d9488"),
        Label::Attitude => ("savoir-être", "#d97706"),
        Label::Language => ("langue", "#7c3aed"),
        Label::Certification => ("titre, permis, habilitation", "#be123c"),
        Label::Occupation => ("métier", "#4d7c0f"),
        Label::Condition => ("condition de travail", "#64748b"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_xml_with_every_label_once() {
        let xml = xml();
        let mut reader = quick_xml::Reader::from_str(&xml);
        while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
        for label in Label::ALL {
            assert_eq!(xml.matches(&format!("value=\"{label}\"")).count(), 1, "{label}");
        }
    }
}
