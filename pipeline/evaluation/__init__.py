"""How well the ear hears, measured on labelled rows beside the scorers that people know.

rows.py        labelled JSON lines in a folder -> sets: one task, source and language each
judges.py      who answers: the ear as `earshot tag` has it, TextBlob, VADER, SnowNLP
measures.py    answers beside labels -> accuracy, F1, confusion, calibration
reports.py     the values that come out
evaluating.py  every judge on the same rows of every set
learning.py    labels that are not ours, learned from other rows
showing.py     the report in a terminal
"""
