"""The ear that all channels share: words in, tags with evidence out."""
