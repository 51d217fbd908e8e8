"""What must not be read on: where private details stand in a text, one module a family of shapes.

All finders read a text in half width (`number_words.half_width`) without invisible characters, and answer with the
places in it; `redact` puts tokens there.
"""
