//! How much of a machine one file may use.

use std::time::Duration;

/// Bounds on what reading one file may cost. The defaults suit CVs, offers and course sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Most bytes that the compressed parts of one file may unpack to.
    pub max_unpacked: usize,
    /// Most entries of a ZIP archive (DOCX, ODT).
    pub max_entries: usize,
    /// Most pages of a PDF.
    pub max_pages: usize,
    /// Longest time a PDF may take, without OCR.
    pub pdf_time: Duration,
    /// Bounds on reading scanned pages.
    pub ocr: OcrLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 20 << 20,
            max_unpacked: 64 << 20,
            max_entries: 4096,
            max_pages: 500,
            pdf_time: Duration::from_mins(1),
            ocr: OcrLimits::default(),
        }
    }
}

/// Bounds on reading scanned pages with the programs `pdftoppm` and `tesseract`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcrLimits {
    /// False: scanned pages are never read.
    pub enabled: bool,
    /// Most pages read; the others are named in a warning.
    pub max_pages: usize,
    /// Longest time for one page; the program is then ended.
    pub page_time: Duration,
}

impl Default for OcrLimits {
    fn default() -> Self {
        Self { enabled: true, max_pages: 20, page_time: Duration::from_mins(1) }
    }
}
