"""Dashboards of Grafana, made from the definitions of figures and the names of metrics: `make dashboards`."""
