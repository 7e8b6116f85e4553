//! HTML: its visible text, one block a line. Scripts, styles, the head, hidden elements, link
//! targets and images are left out.
//!
//! Only the tokens are read, not the tree: a flat walk needs no stack for hostile nesting, and
//! broken markup still gives its words.

use super::format::{Format, Probe};
use super::layout::Layout;
use super::txt::{decode, is_text};
use super::{DocumentError, Draft, Limits};
use encoding_rs::Encoding;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::borrow::Cow;
use std::cell::RefCell;

/// The format.
pub(super) static HTML: Format = Format {
    name: "HTML",
    extensions: &["html", "htm", "xhtml"],
    media_types: &["text/html", "application/xhtml+xml"],
    recognises,
    read,
};

fn recognises(probe: &Probe) -> bool {
    let promised = probe.promised.is_some_and(|format| *format == HTML);
    is_text(probe.bytes) && (promised || starts_as_html(probe.bytes))
}

fn starts_as_html(bytes: &[u8]) -> bool {
    let head = decode(&bytes[..bytes.len().min(2048)]).0.trim_start().to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|inner| inner.split_once("-->")) {
        rest = behind.trim_start();
    }
    if let Some((_, behind)) = rest.strip_prefix("<?xml").and_then(|inner| inner.split_once("?>")) {
        rest = behind.trim_start();
    }
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|start| rest.starts_with(start))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature that every format's reader has")]
fn read(bytes: &[u8], _limits: &Limits) -> Result<Draft, DocumentError> {
    let (text, warning) = decode_declared(bytes);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&text));
    let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
    // The sink never asks for a script to be run, so one call eats the whole input.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let text = tokenizer.sink.0.into_inner().layout.finish();
    Ok(Draft { text, warnings: warning.into_iter().collect(), ..Draft::default() })
}

/// The text, by byte order mark, by the encoding that the page declares, or by guess.
fn decode_declared(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let label = head.split_once("charset=").map(|(_, behind)| behind.trim_start_matches(['"', '\'']));
    let declared = label
        .and_then(|label| label.split(['"', '\'', '>', ';', ' ', '/']).next())
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    match declared {
        Some(encoding) if Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err() => {
            let (text, broken) = encoding.decode_without_bom_handling(bytes);
            let warning = format!("some characters could not be read as {}", encoding.name());
            (text, broken.then_some(warning))
        }
        _ => decode(bytes),
    }
}

/// What the walk has seen so far; the tokenizer hands tokens to a shared reference.
#[derive(Default)]
struct Page(RefCell<Walk>);

#[derive(Default)]
struct Walk {
    layout: Layout,
    /// The element being left out, and how deep its like is nested in it.
    skipped: Option<(String, usize)>,
    preformatted: usize,
    /// Open lists; a number for the ordered ones.
    lists: Vec<Option<usize>>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut walk = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => walk.text(&text),
            Token::TagToken(tag) => {
                walk.tag(&tag);
                return raw_text(&tag);
            }
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is not markup: the tokenizer must be told, as no tree builder does.
fn raw_text(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind == TagKind::EndTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

impl Walk {
    fn text(&mut self, text: &str) {
        match (&self.skipped, self.preformatted) {
            (Some(_), _) => {}
            (None, 0) => self.layout.flow(text),
            (None, _) => self.layout.verbatim(text),
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let opens = tag.kind == TagKind::StartTag;
        let name = &*tag.name;
        if let Some((skipped, depth)) = &mut self.skipped {
            if skipped == name {
                *depth = if opens { *depth + 1 } else { *depth - 1 };
            }
            // A page may forget to close its head.
            let over = *depth == 0 || (skipped == "head" && name == "body");
            if !over {
                return;
            }
            self.skipped = None;
        }
        if opens && is_left_out(tag) {
            self.skipped = Some((name.to_owned(), 1));
            return;
        }
        self.structure(name, opens);
    }

    fn structure(&mut self, name: &str, opens: bool) {
        match name {
            "br" => self.layout.line_break(),
            "pre" => {
                self.layout.gap();
                self.preformatted =
                    if opens { self.preformatted + 1 } else { self.preformatted.saturating_sub(1) };
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "blockquote" | "section"
            | "article" => {
                self.layout.gap();
            }
            "ul" | "ol" | "menu" => self.list(name == "ol", opens),
            "li" if opens => self.item(),
            "li" => self.layout.paragraph_end(),
            "tr" if opens => self.layout.row_start(),
            "tr" => self.layout.row_end(),
            "td" | "th" if opens => self.layout.cell(),
            "div" | "dt" | "dd" | "dl" | "hr" | "header" | "footer" | "main" | "nav" | "aside" | "form"
            | "option" | "fieldset" | "legend" | "caption" | "figure" | "figcaption" | "address"
            | "summary" | "details" | "body" | "center" | "tbody" | "thead" => self.layout.block(),
            _ => {}
        }
    }

    fn list(&mut self, ordered: bool, opens: bool) {
        if opens {
            self.layout.block();
            self.lists.push(ordered.then_some(0));
        } else {
            self.layout.paragraph_end();
            self.lists.pop();
        }
    }

    fn item(&mut self) {
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{number}. ")
            }
            Some(None) | None => "- ".to_owned(),
        };
        self.layout.item(&marker);
    }
}

fn is_left_out(tag: &Tag) -> bool {
    // Elements without content have no end tag to wait for.
    let void =
        tag.self_closing || matches!(&*tag.name, "br" | "hr" | "img" | "input" | "meta" | "link" | "wbr");
    let invisible = matches!(
        &*tag.name,
        "head"
            | "script"
            | "style"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "noembed"
            | "noframes"
            | "audio"
            | "video"
            | "canvas"
            | "title"
    );
    let hidden = tag.attrs.iter().any(|attribute| &*attribute.name.local == "hidden");
    !void && (invisible || hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        read(html.as_bytes(), &Limits::default()).expect("HTML is always readable").text
    }

    #[test]
    fn blocks_lists_and_tables_become_lines() {
        let html = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>Chef&nbsp;de rang</h1>\
            <p>Service   en\n salle <b>le soir</b>,<br>week-end.</p><ul><li>Accueil<ul><li>Téléphone</ul><li>Encaissement\
            </ul><ol><li>Lire<li>Écrire</ol><table><tr><td>Lieu</td><td>Albi</td></tr></table>\
            <a href='http://x.invalid'>Postuler</a><script>if (a<b) alert('</p>')</script><img alt='logo'></body></html>";
        let expected = "Chef\u{a0}de rang\n\nService en salle le soir,\nweek-end.\n\n- Accueil\n- Téléphone\n- Encaissement\n\
            1. Lire\n2. Écrire\n\nLieu\tAlbi\n\nPostuler";
        assert_eq!(text(html), expected);
    }

    #[test]
    fn a_long_paragraph_is_not_wrapped() {
        let words = "compétence ".repeat(500);
        assert_eq!(text(&format!("<p>{words}</p>")), words.trim());
    }

    #[test]
    fn hostile_nesting_and_open_tags_still_give_the_words() {
        let deep = format!("{}fond", "<div><b><table><tr>".repeat(50_000));
        assert_eq!(text(&deep), "fond");
        assert_eq!(text("<head><meta charset=x><body>vu<div hidden>non<div>non</div></div>oui<p"), "vu\noui");
    }

    #[test]
    fn the_declared_encoding_is_used() {
        let page =
            b"<html><head><meta charset=\"iso-8859-15\"></head><body>10 \xa4 nets, \xe9t\xe9</body></html>";
        assert_eq!(read(page, &Limits::default()).expect("readable").text, "10 € nets, été");
    }
}
