//! Tokenizer, pretraining, fine-tuning and export, in candle.
