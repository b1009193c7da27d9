"""Fine-tuning of a compact encoder; needs torch, which nothing at run time does."""
