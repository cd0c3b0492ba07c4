"""Scene → sentences: captions, summaries, explanations, attribution."""
