//! The stages as one list: texts in; mentions, concepts, vectors and coverage out.

use crate::linking::{ConceptVectors, LinkSettings, Linker, Query, VectorError};
use crate::model::{Model, ModelError, Reading};
use crate::tagging::Label;
use crate::taxonomy::{ConceptIx, Taxonomy};
use crate::text::ByteSpan;
use passerelle_models::ModelFiles;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How a mention was linked to its concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkMethod {
    /// The wording is a label of the concept, after normalisation.
    Exact,
    /// The concept's vector is the nearest.
    Dense,
    /// A wording of the concept is the most alike in letters.
    Lexical,
}

/// The concept a mention was linked to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Link {
    /// Which concept of the taxonomy in use.
    pub concept: ConceptIx,
    /// How sure, 0 to 1.
    pub score: f32,
    /// How it was found.
    pub method: LinkMethod,
}

/// A tagged span.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Place in the original text.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f32,
    /// Its concept; `None` is NIL: kept as an unlinked expression, never forced.
    pub link: Option<Link>,
}

/// How much of a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Code points of the text that the encoder saw.
    pub chars: usize,
    /// Windows the text was split into.
    pub windows: usize,
    /// True where part of the text was not read.
    pub truncated: bool,
}

/// What one text gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Tagged spans, sorted, without overlap.
    pub mentions: Vec<Mention>,
    /// Vector of the document, length 1 (or empty where there is no text).
    pub vector: Vec<f32>,
    /// How much was read.
    pub coverage: Coverage,
}

/// What can go wrong on the way from texts to analyses.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The files of the model.
    #[error(transparent)]
    Files(#[from] passerelle_models::ModelError),
    /// The model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The vectors of the taxonomy's wordings.
    #[error(transparent)]
    Vectors(#[from] VectorError),
}

/// Which model and which taxonomy gave an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Name and version of the model.
    pub model: String,
    /// Name and version of the taxonomy.
    pub taxonomy: String,
}

/// All stages over one model and one taxonomy.
#[derive(Debug)]
pub struct Pipeline {
    model: Arc<Model>,
    linker: Linker,
}

/// Wordings encoded at once while the vectors of a taxonomy are made.
const WORDINGS: usize = 512;

/// Vectors of the labels and alternative wordings of every concept: what [`Pipeline::new`] links against.
/// `progress` is told how many of how many wordings are done.
pub fn concept_vectors(
    model: &Model,
    taxonomy: &Taxonomy,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<ConceptVectors, PipelineError> {
    let mut wordings: Vec<(ConceptIx, &str)> = Vec::new();
    for (at, concept) in taxonomy.concepts().iter().enumerate() {
        let at = ConceptIx(at as u32);
        wordings.push((at, &concept.label));
        wordings.extend(concept.alt.iter().map(|wording| (at, wording.as_str())));
    }
    wordings.retain(|(_, wording)| wording.contains(char::is_alphanumeric));
    let mut data = Vec::with_capacity(wordings.len() * model.manifest().vector);
    for (done, chunk) in wordings.chunks(WORDINGS).enumerate() {
        progress(done * WORDINGS, wordings.len());
        let texts: Vec<&str> = chunk.iter().map(|(_, wording)| *wording).collect();
        for reading in model.read_wordings(&texts)? {
            data.extend(model.wording_vector(&reading));
        }
    }
    progress(wordings.len(), wordings.len());
    let owners = wordings.into_iter().map(|(at, _)| at).collect();
    Ok(ConceptVectors::new(model.manifest().vector, data, owners)?)
}

/// The vector of a wording and the concepts most like it, best first.
pub type Situated = (Vec<f32>, Vec<Link>);

impl Pipeline {
    /// The stages over a model, a taxonomy and the vectors of its wordings ([`concept_vectors`]).
    pub fn new(model: Arc<Model>, taxonomy: Arc<Taxonomy>, vectors: ConceptVectors) -> Self {
        let settings =
            LinkSettings { threshold: model.manifest().linking.threshold, ..LinkSettings::default() };
        let linker = Linker::new(taxonomy, Some(vectors), settings);
        Self { model, linker }
    }

    /// The model that ships, over the starter catalogue or another taxonomy.
    pub fn shipped(taxonomy: Arc<Taxonomy>) -> Result<Self, PipelineError> {
        let model = Model::new(&ModelFiles::shipped()?)?;
        let vectors = concept_vectors(&model, &taxonomy, &mut |_, _| {})?;
        Ok(Self::new(Arc::new(model), taxonomy, vectors))
    }

    /// The model in use.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The linker in use.
    pub fn linker(&self) -> &Linker {
        &self.linker
    }

    /// The taxonomy in use.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        self.linker.taxonomy()
    }

    /// Which model and taxonomy this is.
    pub fn versions(&self) -> Versions {
        let manifest = self.model.manifest();
        Versions { model: format!("{} {}", manifest.name, manifest.version), taxonomy: self.taxonomy().tag() }
    }

    /// Mentions, concepts, vector and coverage of each text, from one forward of the encoder.
    pub fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, PipelineError> {
        let readings = self.model.read(texts)?;
        Ok(texts.iter().zip(&readings).map(|(text, reading)| self.analysis(text, reading)).collect())
    }

    /// The same, and how unsure the tagger is of each text as a whole, 0 to 1.
    pub fn analyse_with_doubt(&self, texts: &[&str]) -> Result<Vec<(Analysis, f32)>, PipelineError> {
        let readings = self.model.read(texts)?;
        let told = texts.iter().zip(&readings);
        Ok(told.map(|(text, reading)| (self.analysis(text, reading), reading.doubt())).collect())
    }

    /// Vector of each text as a document, of length 1; empty where the text is.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, PipelineError> {
        let readings = self.model.read(texts)?;
        Ok(readings.iter().map(|reading| self.model.document_vector(reading)).collect())
    }

    /// Where wordings without a context lie: the vector of each, comparable with those of concepts, and the `k`
    /// concepts most like it, best first.
    pub fn situate(&self, wordings: &[&str], k: usize) -> Result<Vec<Situated>, PipelineError> {
        let readings = self.model.read_wordings(wordings)?;
        let vectors: Vec<Vec<f32>> =
            readings.iter().map(|reading| self.model.wording_vector(reading)).collect();
        let asked: Vec<(&str, &[f32])> =
            wordings.iter().zip(&vectors).map(|(wording, vector)| (*wording, vector.as_slice())).collect();
        let links = self.linker.situate(&asked, k);
        Ok(vectors.into_iter().zip(links).collect())
    }

    fn analysis(&self, text: &str, reading: &Reading) -> Analysis {
        let spans = reading.spans(text);
        let vectors: Vec<Vec<f32>> =
            spans.iter().map(|tagged| self.model.mention_vector(reading, tagged.span)).collect();
        let queries: Vec<Query> = spans
            .iter()
            .zip(&vectors)
            .map(|(tagged, vector)| Query {
                text: tagged.span.slice(text),
                label: tagged.label,
                vector: Some(vector),
            })
            .collect();
        let links = self.linker.link_many(&queries);
        let mentions = spans
            .iter()
            .zip(links)
            .map(|(tagged, link)| Mention {
                span: tagged.span,
                label: tagged.label,
                confidence: tagged.confidence,
                link,
            })
            .collect();
        let coverage = Coverage { chars: text.chars().count(), windows: reading.windows(), truncated: false };
        Analysis { mentions, vector: self.model.document_vector(reading), coverage }
    }
}
