//! The list of formats, and how a file finds its own: content, then name and media type.

use super::archive::entry_names;
use super::error::corrupt;
use super::{DocumentError, Draft, Limits, docx, html, odt, pdf, txt};
use serde::{Serialize, Serializer};

/// Every format, in the order in which they are tried. A new format is one line here.
pub static FORMATS: &[&Format] = &[&pdf::PDF, &docx::DOCX, &odt::ODT, &html::HTML, &txt::TXT];

/// One document format: how it is recognised and how it is read.
#[derive(Debug)]
pub struct Format {
    /// Its name, as people know it: "PDF".
    pub name: &'static str,
    /// Endings of file names, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Media types, lower case, without parameters.
    pub media_types: &'static [&'static str],
    /// True where the content is of this format.
    pub(super) recognises: fn(&Probe) -> bool,
    /// Content to text.
    pub(super) read: fn(&[u8], &Limits) -> Result<Draft, DocumentError>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// What is looked at to recognise a format.
pub(super) struct Probe<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Names in the archive, where the file is a ZIP archive that can be opened.
    pub entries: Vec<String>,
    /// The format that the name or the media type promises.
    pub promised: Option<&'static Format>,
}

/// The format of a file.
pub(super) fn detect(
    bytes: &[u8],
    name: Option<&str>,
    media_type: Option<&str>,
    limits: &Limits,
) -> Result<&'static Format, DocumentError> {
    let promised = promised(name, media_type);
    if let Some(error) = refused(bytes) {
        return Err(error);
    }
    let zipped = bytes.starts_with(b"PK\x03\x04");
    let entries = if zipped {
        entry_names(bytes, promised.map_or("ZIP", |format| format.name), limits)?
    } else {
        Vec::new()
    };
    let probe = Probe { bytes, entries, promised };
    let found = FORMATS.iter().find(|format| (format.recognises)(&probe));
    match (found, promised) {
        (Some(format), _) => Ok(format),
        (None, _) if zipped => Err(DocumentError::Unsupported { found: "a ZIP archive of another kind" }),
        (None, Some(format)) => Err(corrupt(format.name, "its content is not of this format")),
        (None, None) => Err(DocumentError::Unsupported { found: "a binary file of an unknown kind" }),
    }
}

fn promised(name: Option<&str>, media_type: Option<&str>) -> Option<&'static Format> {
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    let media_type =
        media_type.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let by = |test: &dyn Fn(&Format) -> bool| FORMATS.iter().copied().find(|format| test(format));
    extension
        .and_then(|ending| by(&|format| format.extensions.contains(&ending.as_str())))
        .or_else(|| media_type.and_then(|media| by(&|format| format.media_types.contains(&media.as_str()))))
}

/// Known formats that are not read, with a word on what they are.
fn refused(bytes: &[u8]) -> Option<DocumentError> {
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    const OTHERS: &[(&[u8], &str)] = &[
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"Rar!", "a RAR archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"%!PS", "a PostScript file"),
    ];
    if bytes.starts_with(OLE) {
        // Word keeps an encrypted DOCX inside an OLE file, under this name in UTF-16.
        let marker: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let encrypted = bytes.windows(marker.len()).any(|window| window == marker);
        return Some(if encrypted {
            DocumentError::Encrypted { format: docx::DOCX.name }
        } else {
            DocumentError::Unsupported {
                found: "an old Office file (.doc, .xls, .ppt; save it as .docx or .pdf)",
            }
        });
    }
    let found = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic))?.1;
    Some(DocumentError::Unsupported { found })
}

/// The formats that can be read, for messages: "PDF (.pdf), DOCX (.docx), …".
pub(super) fn supported() -> String {
    let named: Vec<String> = FORMATS.iter().map(|f| format!("{} (.{})", f.name, f.extensions[0])).collect();
    named.join(", ")
}
