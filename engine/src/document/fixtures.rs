//! Small files built in code, for the tests of the formats.

use lopdf::content::{Content, Operation};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream,
    dictionary,
};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP archive of these entries; the first is stored, as ODT wants it.
pub(super) fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, content)) in entries.iter().enumerate() {
        let method = if at == 0 { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(method))
            .expect("a new entry");
        writer.write_all(content.as_bytes()).expect("memory takes all");
    }
    writer.finish().expect("a complete archive").into_inner()
}

/// A DOCX with this body.
pub(super) fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"m\"><w:body>{body}</w:body></w:document>"
    );
    zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)])
}

/// An ODT with this text.
pub(super) fn odt(text: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    zip(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

/// A PDF under construction.
pub(super) struct Pdf {
    pub doc: Document,
    pages: ObjectId,
    kids: Vec<Object>,
}

impl Pdf {
    pub fn new() -> Self {
        let mut doc = Document::with_version("1.5");
        let pages = doc.new_object_id();
        Self { doc, pages, kids: Vec::new() }
    }

    /// Adds a page with these lines of text and these XObjects, each drawn once.
    pub fn page(&mut self, lines: &[&str], objects: &[(&str, ObjectId)]) {
        let mut operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 12.into()]),
            Operation::new("TL", vec![14.into()]),
            Operation::new("Td", vec![72.into(), 700.into()]),
        ];
        for line in lines {
            let bytes = encoding_rs::WINDOWS_1252.encode(line).0.into_owned();
            operations.push(Operation::new("Tj", vec![Object::string_literal(bytes)]));
            operations.push(Operation::new("T*", vec![]));
        }
        operations.push(Operation::new("ET", vec![]));
        operations
            .extend(objects.iter().map(|(name, _)| Operation::new("Do", vec![Object::Name((*name).into())])));
        let content = Content { operations }.encode().expect("plain operations");
        let content = self.doc.add_object(Stream::new(Dictionary::new(), content));
        let resources = self.resources(objects);
        let page = dictionary! {
            "Type" => "Page", "Parent" => self.pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        self.kids.push(self.doc.add_object(page).into());
    }

    /// Resources with one font and these XObjects.
    pub fn resources(&mut self, objects: &[(&str, ObjectId)]) -> Dictionary {
        let font = self.doc.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        let mut forms = Dictionary::new();
        for (name, id) in objects {
            forms.set(*name, *id);
        }
        dictionary! { "Font" => dictionary! { "F1" => font }, "XObject" => forms }
    }

    /// A grey image of one pixel.
    pub fn image(&mut self) -> ObjectId {
        let dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray",
            "BitsPerComponent" => 8,
        };
        self.doc.add_object(Stream::new(dict, vec![0x7f]))
    }

    fn close(&mut self) {
        let pages =
            dictionary! { "Type" => "Pages", "Count" => self.kids.len() as i64, "Kids" => self.kids.clone() };
        self.doc.objects.insert(self.pages, Object::Dictionary(pages));
        let catalog = self.doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => self.pages });
        self.doc.trailer.set("Root", catalog);
    }

    /// The bytes of the file.
    pub fn bytes(mut self) -> Vec<u8> {
        self.close();
        let mut bytes = Vec::new();
        self.doc.save_to(&mut bytes).expect("memory takes all");
        bytes
    }

    /// The bytes of the file, to be opened with a password only.
    pub fn encrypted(mut self, password: &str) -> Vec<u8> {
        self.close();
        let id = Object::string_literal("0123456789abcdef");
        self.doc.trailer.set("ID", Object::Array(vec![id.clone(), id]));
        let version = EncryptionVersion::V2 {
            document: &self.doc,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).expect("a valid request");
        self.doc.encrypt(&state).expect("not encrypted before");
        let mut bytes = Vec::new();
        self.doc.save_to(&mut bytes).expect("memory takes all");
        bytes
    }
}
