//! Bytes of a file in; its plain text and a report on how good that text is out.
//!
//! The format is told from the content first, then from the file name and media type. The text that
//! comes back is the text that offsets refer to. Text sent as text never passes through here.
//!
//! A format is one file with one [`Format`] value, and one line in the list of `format.rs`.

mod archive;
mod docx;
mod error;
mod format;
mod html;
mod layout;
mod limits;
mod ocr;
mod odt;
mod pdf;
mod pdf_guard;
mod pdf_text;
mod quality;
mod tidy;
mod txt;
mod xml;

#[cfg(test)]
mod fixtures;

pub use error::{DocumentError, Oversize};
pub use format::{FORMATS, Format};
pub use limits::{Limits, OcrLimits};
pub use quality::Quality;

/// What a file gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The text; offsets refer to it.
    pub text: String,
    /// The format the file was read as.
    pub format: &'static Format,
    /// How far the text can be trusted.
    pub quality: Quality,
}

/// What a format's reader hands over.
#[derive(Debug, Default)]
struct Draft {
    text: String,
    pages: Option<usize>,
    needs_ocr: bool,
    ocr_used: bool,
    suspect_layout: bool,
    warnings: Vec<String>,
}

/// Reads a file. `name` and `media_type` are hints: content that contradicts them wins.
///
/// # Errors
/// See [`DocumentError`]: every variant says what the sender can do about it.
pub fn read(
    bytes: &[u8],
    name: Option<&str>,
    media_type: Option<&str>,
    limits: &Limits,
) -> Result<Extracted, DocumentError> {
    if bytes.is_empty() {
        return Err(DocumentError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(DocumentError::TooLarge { what: Oversize::Bytes, limit: limits.max_bytes });
    }
    let format = format::detect(bytes, name, media_type, limits)?;
    let draft = (format.read)(bytes, limits)?;
    if draft.text.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    let quality = Quality::of(&draft);
    Ok(Extracted { text: draft.text, format, quality })
}

#[cfg(test)]
mod tests;
