//! A loaded PDF in; the same without what would make reading it run out of memory, stack or time.
//!
//! Checked: what streams unpack to, loops in the page tree, forms that draw themselves or one another
//! without end. Image data is dropped: it is no text, and the reader would take it for drawing commands.

use super::error::corrupt;
use super::pdf::PDF;
use super::{DocumentError, Limits, Oversize};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::{HashMap, HashSet};
use std::io::Read;

/// Page trees and forms of real files stay far below this.
const MAX_DEPTH: usize = 24;
/// Forms that one page may draw, each as often as it is drawn.
const MAX_DRAWN: usize = 20_000;
/// LZW has no cheap way to learn its unpacked size, which is at most 1,400 times the packed one.
const MAX_LZW: usize = 256 << 10;

/// Checks every zlib stream of the raw file, before it is parsed: object streams are unpacked by
/// the parser itself. One stream may have the whole budget; scanned pages make the sum large.
pub(super) fn check_packing(bytes: &[u8], limits: &Limits) -> Result<(), DocumentError> {
    let mut left = limits.max_unpacked.saturating_mul(16);
    let mut rest = bytes;
    while let Some(at) = rest.windows(6).position(|window| window == b"stream") {
        rest = &rest[at + 6..];
        let body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if body.first().is_some_and(|first| first & 0x0f == 8) {
            let size = unpacked(ZlibDecoder::new(body), limits.max_unpacked.min(left));
            left = left
                .checked_sub(size)
                .filter(|_| size <= limits.max_unpacked)
                .ok_or_else(|| too_large(limits))?;
        }
    }
    Ok(())
}

/// Makes `doc` safe to read and returns how many images it holds.
pub(super) fn make_safe(doc: &mut Document, limits: &Limits) -> Result<usize, DocumentError> {
    let images = drop_images(doc);
    check_streams(doc, limits)?;
    let pages: Vec<ObjectId> = doc.page_iter().collect();
    let mut forms = Forms { doc, drawn: HashMap::new(), path: Vec::new(), cut: HashSet::new() };
    for page in pages {
        let resources = inherited_resources(doc, page)?;
        let content = doc.get_page_content(page).unwrap_or_default();
        if forms.drawn_by(&content, resources) > MAX_DRAWN {
            return Err(corrupt(PDF.name, "a page draws too many nested parts"));
        }
    }
    for id in std::mem::take(&mut forms.cut) {
        if let Ok(Object::Stream(stream)) = doc.get_object_mut(id) {
            stream.set_plain_content(Vec::new());
        }
    }
    Ok(images)
}

fn too_large(limits: &Limits) -> DocumentError {
    DocumentError::TooLarge { what: Oversize::UnpackedBytes, limit: limits.max_unpacked }
}

/// How many bytes come out of `source`, counted no further than one above `limit`.
fn unpacked(source: impl Read, limit: usize) -> usize {
    let mut source = source.take(limit as u64 + 1);
    let mut buffer = [0; 16 << 10];
    let mut size = 0;
    while let Ok(read @ 1..) = source.read(&mut buffer) {
        size += read;
    }
    size
}

fn drop_images(doc: &mut Document) -> usize {
    let mut images = 0;
    for object in doc.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if has_name(&stream.dict, b"Subtype", b"Image") {
            stream.set_plain_content(Vec::new());
            images += 1;
        }
    }
    images
}

fn has_name(dict: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dict.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}

/// The streams that are left must unpack within the limits, all together.
fn check_streams(doc: &Document, limits: &Limits) -> Result<(), DocumentError> {
    let mut left = limits.max_unpacked;
    for object in doc.objects.values() {
        let Object::Stream(stream) = object else { continue };
        let size = stream_size(stream, left);
        left = left.checked_sub(size).ok_or_else(|| too_large(limits))?;
    }
    Ok(())
}

fn stream_size(stream: &Stream, limit: usize) -> usize {
    let filters = stream.filters().unwrap_or_default();
    let packed = |name: &&&[u8]| matches!(**name, b"FlateDecode" | b"LZWDecode");
    match filters.iter().filter(packed).count() {
        0 => stream.content.len(),
        1 if filters.contains(&b"LZWDecode".as_slice()) => {
            if stream.content.len() > MAX_LZW {
                limit + 1
            } else {
                stream.content.len()
            }
        }
        1 => inflated(&before_flate(stream, &filters), limit),
        // Packed twice: only a bomb gains by it.
        _ => limit + 1,
    }
}

/// The zlib bytes of a stream that may be wrapped in ASCII first.
fn before_flate(stream: &Stream, filters: &[&[u8]]) -> Vec<u8> {
    if filters.first().is_some_and(|first| *first == b"ASCII85Decode") {
        let mut wrapped = Stream::new(Dictionary::new(), stream.content.clone());
        wrapped.dict.set("Filter", Object::Name(b"ASCII85Decode".to_vec()));
        return wrapped.decompressed_content().unwrap_or_default();
    }
    stream.content.clone()
}

fn inflated(bytes: &[u8], limit: usize) -> usize {
    match unpacked(ZlibDecoder::new(bytes), limit) {
        // The parser tries again without the header where the first try gives nothing.
        0 if bytes.len() > 2 => unpacked(DeflateDecoder::new(&bytes[2..]), limit),
        size => size,
    }
}

/// The resources of a page, its own or its ancestors'; an error where the ancestors form a loop.
fn inherited_resources(doc: &Document, page: ObjectId) -> Result<Option<&Dictionary>, DocumentError> {
    let mut found = None;
    let mut node = doc.get_dictionary(page).ok();
    for _ in 0..MAX_DEPTH * 4 {
        let Some(dict) = node else { return Ok(found) };
        found = found.or_else(|| dict.get_deref(b"Resources", doc).and_then(Object::as_dict).ok());
        node = dict.get(b"Parent").and_then(Object::as_reference).and_then(|id| doc.get_dictionary(id)).ok();
    }
    Err(corrupt(PDF.name, "its page tree is a loop"))
}

/// Follows the forms that pages draw.
struct Forms<'a> {
    doc: &'a Document,
    /// Forms drawn by a form under given resources, itself included.
    drawn: HashMap<(ObjectId, usize), usize>,
    path: Vec<ObjectId>,
    /// Forms at which a loop closes: they are emptied.
    cut: HashSet<ObjectId>,
}

impl<'a> Forms<'a> {
    fn drawn_by(&mut self, content: &[u8], resources: Option<&'a Dictionary>) -> usize {
        let Ok(content) = Content::decode(content) else { return 0 };
        let mut sum = 0_usize;
        for operation in content.operations.iter().filter(|operation| operation.operator == "Do") {
            let name = operation.operands.first().and_then(|name| name.as_name().ok());
            if let Some(id) = name.and_then(|name| self.form(resources?, name)) {
                sum = sum.saturating_add(self.visit(id, resources));
            }
        }
        sum
    }

    fn form(&self, resources: &Dictionary, name: &[u8]) -> Option<ObjectId> {
        let forms = resources.get_deref(b"XObject", self.doc).and_then(Object::as_dict).ok()?;
        forms.get(name).and_then(Object::as_reference).ok()
    }

    fn visit(&mut self, id: ObjectId, inherited: Option<&'a Dictionary>) -> usize {
        let doc = self.doc;
        let Ok(Object::Stream(stream)) = doc.get_object(id) else { return 0 };
        let own = stream.dict.get_deref(b"Resources", doc).and_then(Object::as_dict).ok();
        let resources = own.or(inherited);
        let key = (id, resources.map_or(0, |dict| std::ptr::from_ref(dict) as usize));
        if self.path.contains(&id) || self.path.len() >= MAX_DEPTH {
            self.cut.insert(id);
            return 1;
        }
        if let Some(&drawn) = self.drawn.get(&key) {
            return drawn;
        }
        self.path.push(id);
        let content = stream.get_plain_content().unwrap_or_default();
        let drawn = self.drawn_by(&content, resources).saturating_add(1);
        self.path.pop();
        self.drawn.insert(key, drawn);
        drawn
    }
}
