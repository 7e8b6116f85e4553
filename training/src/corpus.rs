//! Running text for the tokenizer, the initial vectors and pretraining: files in, documents out.

use crate::config::{Form, Source};
use anyhow::{Context, Result};
use std::io::Read;
use std::path::Path;

/// Documents of a source, in the order of the file.
pub fn read(root: &Path, source: &Source) -> Result<Vec<String>> {
    let path = root.join(&source.path);
    let bytes = bytes(&path).with_context(|| format!("reading {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut documents = match source.form {
        Form::Text => paragraphs(&text),
        Form::KeywordLines => keyword_lines(&text)?,
        Form::JsonLines => json_lines(&text, &source.fields)?,
        Form::Csv => csv_columns(&bytes, &source.fields)?,
    };
    if let Some(limit) = source.limit_mb {
        let mut left = limit * 1_000_000;
        documents.retain(|document| {
            let fits = left >= document.len();
            left = left.saturating_sub(document.len());
            fits
        });
    }
    Ok(documents)
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|extension| extension == "zst") {
        ruzstd::decoding::StreamingDecoder::new(std::io::BufReader::new(file))?.read_to_end(&mut bytes)?;
    } else {
        std::io::BufReader::new(file).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|document| !document.is_empty()).map(str::to_owned).collect()
}

fn keyword_lines(text: &str) -> Result<Vec<String>> {
    text.lines().map(|line| Ok(serde_json::from_str::<Vec<String>>(line)?.join(", "))).collect()
}

fn json_lines(text: &str, fields: &[String]) -> Result<Vec<String>> {
    let mut documents = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let parts: Vec<&str> = fields.iter().filter_map(|field| row.get(field)?.as_str()).collect();
        documents.push(parts.join("\n"));
    }
    Ok(documents)
}

fn csv_columns(bytes: &[u8], fields: &[String]) -> Result<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headers = reader.headers()?.clone();
    let columns: Vec<usize> =
        fields.iter().filter_map(|field| headers.iter().position(|header| header == field)).collect();
    anyhow::ensure!(
        columns.len() == fields.len(),
        "a column of {fields:?} is missing; there are {headers:?}"
    );
    let mut documents = Vec::new();
    for row in reader.records() {
        let row = row?;
        let parts: Vec<&str> =
            columns.iter().filter_map(|&at| row.get(at)).filter(|part| !part.trim().is_empty()).collect();
        if !parts.is_empty() {
            documents.push(parts.join("\n"));
        }
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_header() {
        let csv = b"a,b,c\n1,\"two\nlines\",3\n4,,6\n";
        let documents = csv_columns(csv, &["b".into(), "c".into()]).expect("both columns are there");
        assert_eq!(documents, ["two\nlines\n3", "6"]);
        assert!(csv_columns(csv, &["d".into()]).is_err());
    }
}
