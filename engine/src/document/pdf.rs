//! PDF: the text of its pages, words cut at line ends put together; scanned pages by OCR.
//!
//! The crate that reads PDF files panics on many broken ones and recurses on hostile ones. It runs
//! behind [`super::pdf_guard`], on a thread with a large stack, page by page, with panics caught.

use super::error::corrupt;
use super::format::{Format, Probe};
use super::quality::visible_chars;
use super::{DocumentError, Draft, Limits, Oversize, ocr, pdf_guard, pdf_text, tidy};
use lopdf::{Document, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// The format.
pub(super) static PDF: Format = Format {
    name: "PDF",
    extensions: &["pdf"],
    media_types: &["application/pdf", "application/x-pdf"],
    recognises: |probe: &Probe| {
        // Readers accept some junk before the mark.
        let head = &probe.bytes[..probe.bytes.len().min(1024)];
        head.windows(5).any(|window| window == b"%PDF-")
    },
    read,
};

/// Enough for the deepest nesting that the guard lets through, in a debug build.
const STACK: usize = 64 << 20;
/// A page with fewer visible characters has no text worth the name: a page number, a stamp.
const BLANK: usize = 10;

/// Text of the pages before OCR.
#[derive(Debug, Default)]
struct Pages {
    texts: Vec<String>,
    /// Pages, counted from 1, that the PDF crate failed on.
    unreadable: Vec<usize>,
    /// Images in the file.
    images: usize,
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Draft, DocumentError> {
    pdf_guard::check_packing(bytes, limits)?;
    let (owned, thread_limits) = (bytes.to_vec(), limits.clone());
    let mut pages = isolated(limits.pdf_time, move || extract(&owned, &thread_limits))?;
    let mut draft = Draft { pages: Some(pages.texts.len()), ..Draft::default() };
    if !pages.unreadable.is_empty() {
        draft.warnings.push(format!("pages that could not be read: {:?}", pages.unreadable));
    }
    let blank = blank_pages(&pages);
    let all_blank = blank.len() == pages.texts.len();
    if all_blank || (pages.images > 0 && !blank.is_empty()) {
        draft.needs_ocr = true;
        read_scans(bytes, &blank, &mut pages, &mut draft, limits)?;
    }
    draft.text = tidy::pages(&pages.texts);
    draft.suspect_layout = pdf_text::has_columns(&draft.text);
    Ok(draft)
}

fn blank_pages(pages: &Pages) -> Vec<usize> {
    let blank = |(at, text): (usize, &String)| (visible_chars(text) < BLANK).then_some(at + 1);
    pages.texts.iter().enumerate().filter_map(blank).collect()
}

/// Fills the blank pages by OCR; an error only where the file has no other text.
fn read_scans(
    bytes: &[u8],
    blank: &[usize],
    pages: &mut Pages,
    draft: &mut Draft,
    limits: &Limits,
) -> Result<(), DocumentError> {
    let count = pages.texts.len();
    let problem = match ocr::read_pages(bytes, blank, &limits.ocr) {
        Ok(read) => {
            draft.ocr_used = true;
            draft.warnings.extend(read.warnings);
            read.pages.into_iter().for_each(|(page, text)| pages.texts[page - 1] = text);
            None
        }
        Err(problem) => Some(problem.to_string()),
    };
    let still_blank = blank_pages(pages).len() == count;
    match problem {
        None if still_blank => {
            Err(DocumentError::NeedsOcr { pages: count, reason: "OCR found no word".to_owned() })
        }
        Some(reason) if still_blank => Err(DocumentError::NeedsOcr { pages: count, reason }),
        Some(reason) => {
            draft.warnings.push(format!("pages without text were not read ({reason}): {blank:?}"));
            Ok(())
        }
        None => Ok(()),
    }
}

/// Runs `work` on a thread of its own: a panic or a time-out becomes an error. A thread that runs
/// out of time cannot be ended; the guard keeps that rare.
fn isolated<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> Result<T, DocumentError> + Send + 'static,
) -> Result<T, DocumentError> {
    let (sender, receiver) = channel();
    let run = move || {
        let result = catch_unwind(AssertUnwindSafe(work));
        // The receiver is gone after a time-out; nobody wants the result then.
        let _ = sender.send(result);
    };
    thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(run)
        .map_err(|error| corrupt(PDF.name, format!("no thread to read it on: {error}")))?;
    match receiver.recv_timeout(time) {
        Ok(Ok(result)) => result,
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
            Err(corrupt(PDF.name, "its structure makes no sense"))
        }
        Err(RecvTimeoutError::Timeout) => {
            Err(corrupt(PDF.name, format!("not read within {} s", time.as_secs())))
        }
    }
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Pages, DocumentError> {
    let mut doc = load(bytes)?;
    let count = doc.get_pages().len();
    if count == 0 {
        return Err(corrupt(PDF.name, "it has no page"));
    }
    if count > limits.max_pages {
        return Err(DocumentError::TooLarge { what: Oversize::Pages, limit: limits.max_pages });
    }
    let images = pdf_guard::make_safe(&mut doc, limits)?;
    let mut pages = Pages { images, ..Pages::default() };
    for number in 1..=count {
        let text = catch_unwind(AssertUnwindSafe(|| page_text(&doc, number as u32))).ok().flatten();
        if text.is_none() {
            pages.unreadable.push(number);
        }
        pages.texts.push(text.unwrap_or_default());
    }
    if pages.unreadable.len() == count {
        return Err(corrupt(PDF.name, "none of its pages could be read"));
    }
    Ok(pages)
}

fn load(bytes: &[u8]) -> Result<Document, DocumentError> {
    let encrypted = || DocumentError::Encrypted { format: PDF.name };
    let mut doc = Document::load_mem(bytes).map_err(|error| {
        let locked = matches!(
            error,
            Error::Decryption(_) | Error::InvalidPassword | Error::UnsupportedSecurityHandler(_)
        );
        if locked { encrypted() } else { corrupt(PDF.name, error) }
    })?;
    // Many files are "protected" by an empty password, which opens them for reading.
    if doc.is_encrypted() && doc.decrypt("").is_err() {
        return Err(encrypted());
    }
    Ok(doc)
}

fn page_text(doc: &Document, number: u32) -> Option<String> {
    let mut page = pdf_text::PageText::default();
    pdf_extract::output_doc_page(doc, &mut page, number).ok()?;
    Some(page.text)
}

#[cfg(test)]
#[path = "pdf_tests.rs"]
mod tests;
