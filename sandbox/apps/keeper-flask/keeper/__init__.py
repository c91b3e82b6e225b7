"""Keeper, a keeper of documentation builds, as a Flask application.

FLASK_APP=keeper flask db upgrade     migrates the database named in DATABASE_URL
python -m keeper                      serves it on PORT
"""

import os

from flask import Flask
from flask_migrate import Migrate

from keeper.models import db

# transaction_per_migration: a failing upgrade leaves the revisions before it, a real half-way state.
migrate = Migrate(transaction_per_migration=True)


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "connect_args": {"connect_timeout": 3},
        "pool_pre_ping": True,
    }
    db.init_app(app)
    migrate.init_app(app, db)

    from keeper.views import api

    app.register_blueprint(api)
    return app
