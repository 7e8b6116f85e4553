//! The form for writing by hand: the text with `[[LABEL|span]]` around each span, documents separated by
//! header lines `### id kind lang`.

use super::{Document, GoldSpan, Kind};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::ByteSpan;

/// All documents of a file in the inline form.
pub fn parse(text: &str) -> Result<Vec<Document>, String> {
    let mut documents: Vec<Document> = Vec::new();
    let mut body = String::new();
    let mut header: Option<&str> = None;
    for line in text.lines().chain(["### end"]) {
        let Some(next) = line.strip_prefix("### ") else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        if let Some(header) = header {
            documents.push(document(header, body.trim())?);
        } else if !body.trim().is_empty() {
            return Err("there is text before the first header".into());
        }
        header = Some(next);
        body.clear();
    }
    Ok(documents)
}

fn document(header: &str, body: &str) -> Result<Document, String> {
    let fields: Vec<&str> = header.split_whitespace().collect();
    let [id, kind, lang] = fields[..] else {
        return Err(format!("`### {header}`: expected `### id kind lang`"));
    };
    let kind = match kind {
        "offer" => Kind::Offer,
        "cv" => Kind::Cv,
        "answer" => Kind::Answer,
        "training" => Kind::Training,
        other => return Err(format!("{id}: `{other}` is not offer, cv, answer or training")),
    };
    let (text, spans) = unmark(body).map_err(|reason| format!("{id}: {reason}"))?;
    Ok(Document { id: id.into(), kind, lang: lang.into(), domain: None, text, spans })
}

/// The text without its marks, and the spans they stood for.
pub fn unmark(marked: &str) -> Result<(String, Vec<GoldSpan>), String> {
    let (mut text, mut spans) = (String::with_capacity(marked.len()), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find("[[") {
        text.push_str(&rest[..open]);
        rest = &rest[open + 2..];
        let close = rest.find("]]").ok_or_else(|| format!("`[[{}` is not closed", head(rest)))?;
        let inner = &rest[..close];
        let (label, span) = inner.split_once('|').ok_or_else(|| format!("`[[{inner}]]` has no label"))?;
        let label = Label::from_name(label).ok_or_else(|| format!("`{label}` is not a label"))?;
        if span.trim().is_empty() || span.contains(['\n', '[']) {
            return Err(format!("`[[{inner}]]` is empty, nested or crosses a line break"));
        }
        let start = text.len();
        text.push_str(span);
        spans.push(GoldSpan { span: ByteSpan::new(start, text.len()).trimmed(&text), label });
        rest = &rest[close + 2..];
    }
    text.push_str(rest);
    Ok((text, spans))
}

fn head(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        let all = parse("### a offer fr\n\n[[OCCUPATION|Chef]] à [[LANGUAGE|Sète]]\n\n### b cv fr\nrien\n");
        let all = all.expect("two documents");
        assert_eq!(all[0].text, "Chef à Sète");
        assert_eq!(all[0].spans[1].span.slice(&all[0].text), "Sète");
        assert_eq!((all[1].id.as_str(), all[1].spans.len()), ("b", 0));
    }

    #[test]
    fn a_mark_that_is_not_closed_is_named() {
        let error = parse("### a offer fr\n[[SKILL|vendre").expect_err("not closed");
        assert!(error.contains("a: ") && error.contains("vendre"), "{error}");
    }
}
