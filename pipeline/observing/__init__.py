"""What a worker tells about itself: figures for Prometheus, health over HTTP, and a line for each incident.

Nothing here ever holds a customer's words: labels and fields come from closed sets.
"""
