"""Settings of a Superset that shows Earshot's dashboards: name this file in SUPERSET_CONFIG_PATH (docs/superset.md).

Secrets come from the environment. All else is as Superset ships it.
"""

import os

SECRET_KEY = os.environ[
    "SUPERSET_SECRET_KEY"
]  # openssl rand -base64 42; it also seals the warehouse's password
SQLALCHEMY_DATABASE_URI = os.environ[
    "SUPERSET_METADATA"
]  # Superset's own tables: postgresql://... in production
LANGUAGES = {"en": {"flag": "gb", "name": "English"}, "zh": {"flag": "cn", "name": "中文"}}
