//! Plain text: bytes in any usual encoding in, the same text in UTF-8 out. Nothing is cleaned.

use super::format::{Format, Probe};
use super::{DocumentError, Draft, Limits};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// The format.
pub(super) static TXT: Format = Format {
    name: "TXT",
    extensions: &["txt", "text", "md", "csv", "log"],
    media_types: &["text/plain", "text/markdown"],
    recognises: |probe: &Probe| is_text(probe.bytes),
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature that every format's reader has")]
fn read(bytes: &[u8], _limits: &Limits) -> Result<Draft, DocumentError> {
    let (text, warning) = decode(bytes);
    Ok(Draft { text: text.into_owned(), warnings: warning.into_iter().collect(), ..Draft::default() })
}

/// The text of `bytes` without its byte order mark, and a warning where its encoding was guessed.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
    let warning = match (broken, encoding == UTF_8 || mark > 0) {
        (true, _) => Some(format!("some characters could not be read as {}", encoding.name())),
        (false, false) => Some(format!("the encoding was taken to be {}", encoding.name())),
        (false, true) => None,
    };
    (text, warning)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // French users: "fr" tips the scales between windows-1252 and its neighbours.
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// Valid UTF-8, or UTF-8 with a rare broken byte, which must not turn all the rest into "Ã©".
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut accented, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        accented += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * 10 <= accented || broken == 0
}

/// True for what can be text in some encoding: a byte order mark, or hardly any control characters.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() {
        return true;
    }
    let is_control = |byte: u8| {
        byte == 0x7f || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
    };
    let controls = bytes.iter().filter(|&&byte| is_control(byte)).count();
    !bytes.contains(&0) && controls * 200 <= bytes.len()
}
