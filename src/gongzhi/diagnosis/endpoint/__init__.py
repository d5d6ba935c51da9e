"""A language model behind an OpenAI-compatible address: off by default, asked outside transactions, never believed.

What it says is held to the codes and the articles it was given; anything else is no answer.
"""
