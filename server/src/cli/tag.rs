//! `passerelle tag`: lines with texts in; the same lines with spans and concepts out.

use super::args::TagArgs;
use super::progress::Bar;
use super::{Exit, Failure, loaded};
use crate::config::Config;
use crate::http::spans::{concepts, spans};
use crate::inference::Engine;
use crate::ops::Loaded;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// Tags the files, or standard input.
pub fn tag(config: &Config, args: &TagArgs) -> Result<Exit, Failure> {
    let loaded = loaded(config)?;
    let mut tagger = Tagger {
        loaded,
        budget: config.inference.batch_tokens,
        out: BufWriter::new(io::stdout().lock()),
        bar: Bar::new("tagging"),
        waiting: Vec::new(),
        counts: Counts::default(),
        started: Instant::now(),
    };
    if args.files.is_empty() {
        tagger.read("stdin", io::stdin().lock())?;
    }
    for file in &args.files {
        if file == Path::new("-") {
            tagger.read("stdin", io::stdin().lock())?;
        } else {
            let name = file.display().to_string();
            let opened = File::open(file).map_err(|error| Failure::input(format!("{name}: {error}")))?;
            tagger.read(&name, BufReader::new(opened))?;
        }
    }
    tagger.finish()
}

#[derive(Debug, Default)]
struct Counts {
    documents: u64,
    chars: u64,
    spans: u64,
    linked: u64,
    bad: u64,
}

/// A line that waits for its batch.
struct Line {
    object: Map<String, Value>,
    text: String,
}

struct Tagger<W: Write> {
    loaded: Loaded,
    budget: usize,
    out: W,
    bar: Bar,
    waiting: Vec<Line>,
    counts: Counts,
    started: Instant,
}

impl<W: Write> Tagger<W> {
    fn read(&mut self, name: &str, mut reader: impl BufRead) -> Result<(), Failure> {
        let (mut bytes, mut number, mut tokens) = (Vec::new(), 0_u64, 0);
        loop {
            bytes.clear();
            let read = reader.read_until(b'\n', &mut bytes);
            if read.map_err(|error| Failure::input(format!("{name}: {error}")))? == 0 {
                break;
            }
            number += 1;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match parse(&bytes) {
                Ok(line) => {
                    tokens += self.loaded.engine.tokens(&line.text);
                    self.waiting.push(line);
                }
                Err(reason) => {
                    self.counts.bad += 1;
                    self.bar.note(&format!("{name}:{number}: skipped: {reason}"));
                }
            }
            if tokens >= self.budget {
                self.batch()?;
                tokens = 0;
            }
        }
        self.batch()
    }

    fn batch(&mut self) -> Result<(), Failure> {
        let lines = std::mem::take(&mut self.waiting);
        if lines.is_empty() {
            return Ok(());
        }
        let engine: &dyn Engine = self.loaded.engine.as_ref();
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let analyses = engine.analyse(&texts).map_err(Failure::of)?;
        for (line, analysis) in lines.into_iter().zip(&analyses) {
            let spans = spans(&line.text, analysis, &self.loaded.taxonomy);
            let concepts = concepts(analysis, &self.loaded.taxonomy);
            self.counts.documents += 1;
            self.counts.chars += analysis.coverage.chars as u64;
            self.counts.spans += spans.len() as u64;
            self.counts.linked += spans.iter().filter(|span| span.concept.is_some()).count() as u64;
            let mut object = line.object;
            object.insert("spans".into(), json!(spans));
            object.insert("concepts".into(), json!(concepts));
            object.insert(
                "coverage".into(),
                json!(crate::http::spans::CoverageReport::from(analysis.coverage)),
            );
            self.write(&object)?;
        }
        self.bar.set(self.counts.documents, None);
        self.bar.say(format!("tagging: {} documents", self.counts.documents));
        Ok(())
    }

    fn write(&mut self, object: &Map<String, Value>) -> Result<(), Failure> {
        let written = serde_json::to_writer(&mut self.out, object).map_err(io::Error::from);
        let written = written.and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|error| Failure::of(format!("the output cannot be written: {error}")))
    }

    fn finish(mut self) -> Result<Exit, Failure> {
        self.out.flush().map_err(|error| Failure::of(format!("the output cannot be written: {error}")))?;
        self.bar.clear();
        let Counts { documents, chars, spans, linked, bad } = self.counts;
        let seconds = self.started.elapsed().as_secs_f64().max(1e-9);
        eprintln!(
            "{documents} documents, {chars} characters, {spans} spans, {linked} linked, {bad} lines skipped, \
             in {seconds:.1} s: {:.1} documents/s, {:.0} characters/s",
            documents as f64 / seconds,
            chars as f64 / seconds
        );
        Ok(if bad == 0 { Exit::Done } else { Exit::Partly })
    }
}

fn parse(bytes: &[u8]) -> Result<Line, String> {
    let line =
        std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    let value: Value = serde_json::from_str(line).map_err(|error| format!("not JSON: {error}"))?;
    let Value::Object(object) = value else { return Err("not an object {\"id\", \"text\"}".into()) };
    match object.get("text") {
        Some(Value::String(text)) => Ok(Line { text: text.clone(), object }),
        Some(_) => Err("\"text\" is no string".into()),
        None => Err("it has no \"text\"".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_a_text_and_keeps_what_else_it_has() {
        let line = parse(br#"{"id": "7", "text": "Souder", "origin": "x"}"#).unwrap();
        assert_eq!((line.text.as_str(), line.object["origin"].as_str()), ("Souder", Some("x")));
        for (bytes, reason) in [
            (&b"{oops"[..], "not JSON"),
            (b"[]", "not an object"),
            (b"{\"id\": 1}", "no \"text\""),
            (b"{\"text\": 1}", "no string"),
            (b"{\"text\": \"\xff\"}", "not UTF-8 at byte 10"),
        ] {
            let found = parse(bytes).err().unwrap();
            assert!(found.contains(reason), "{found}");
        }
    }
}
