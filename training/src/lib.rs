//! Trains Passerelle's models in candle: tokenizer, initial vectors, masked-language-model pretraining,
//! multi-task fine-tuning, export.
//!
//! The files stand in the order of the work: [`config`] says what, [`corpus`] reads text, [`tokenizer`]
//! learns subwords, [`vectors`] gives the embeddings a start; or else [`hub`] fetches an encoder that others trained.
//! [`start`] is what fine-tuning begins with; [`pretrain`] and [`finetune`] train [`params::Params`] with [`optim::AdamW`], [`run`] keeps curves and checkpoints, [`export`] writes a model.

pub mod config;
pub mod corpus;
pub mod crf;
pub mod export;
pub mod finetune;
pub mod foreign;
pub mod hub;
pub mod lanes;
pub mod optim;
pub mod pairs;
pub mod params;
pub mod pretrain;
pub mod rng;
pub mod run;
pub mod start;
pub mod tokenizer;
pub mod vectors;
