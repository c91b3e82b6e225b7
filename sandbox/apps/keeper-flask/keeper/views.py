from flask import Blueprint, request
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from keeper import models
from keeper.models import Build, Product, db
from keeper.release import NAMES_BUILDER, REVISION, VERSION

api = Blueprint("api", __name__)


@api.errorhandler(SQLAlchemyError)
def database_refused(error):
    """Nothing was promised to the client."""
    db.session.rollback()
    return {"error": "the database refused: " + type(error).__name__}, 503


@api.post("/builds")
def add_build():
    """Acknowledged with 201 only after the commit; a repeated client_key is the same build."""
    asked = request.get_json(force=True)
    missing = [name for name in ("product", "git_ref", "client_key") if not asked.get(name)]
    if missing:
        return {"error": ", ".join(missing) + " missing"}, 400
    known = build_of(asked["client_key"])
    if known:
        return {"id": known}, 200
    try:
        return {"id": store(asked)}, 201
    except IntegrityError:
        # Either somebody else kept the same build meanwhile, or the schema is not ours.
        db.session.rollback()
        known = build_of(asked["client_key"])
        if known is None:
            raise
        return {"id": known}, 200


def build_of(client_key):
    return db.session.scalar(select(Build.id).where(Build.client_key == client_key))


def store(asked):
    product = db.session.scalar(select(Product).where(Product.slug == asked["product"]))
    if product is None:
        product = Product(slug=asked["product"])
    build = Build(product=product, git_ref=asked["git_ref"], client_key=asked["client_key"])
    if NAMES_BUILDER:
        build.builder = asked.get("builder") or "unnamed"
    db.session.add(build)
    db.session.flush()
    if NAMES_BUILDER:
        show_on_main(build)
    build_id = build.id
    db.session.commit()
    return build_id


def show_on_main(build):
    edition = db.session.scalar(
        select(models.Edition)
        .where(models.Edition.product_id == build.product_id, models.Edition.slug == "main")
        .with_for_update()
    )
    if edition is None:
        edition = models.Edition(product_id=build.product_id, slug="main")
        db.session.add(edition)
    edition.build_id = build.id


@api.get("/builds")
def list_builds():
    after = request.args.get("after", 0, type=int)
    query = select(Build).where(Build.id > after).order_by(Build.id).limit(500)
    return [
        {"id": build.id, "git_ref": build.git_ref, "client_key": build.client_key}
        for build in db.session.scalars(query)
    ]


@api.get("/count")
def count():
    return {"builds": db.session.scalar(select(func.count(Build.id)))}


@api.get("/healthz")
def health():
    """Ready on exactly the revision this version was written for."""
    has = db.session.scalars(text("select version_num from alembic_version")).all()
    ready = has == [REVISION]
    return {"version": VERSION, "needs": REVISION, "has": has, "ready": ready}, 200 if ready else 503


@api.get("/")
def page():
    return f"<!doctype html><title>Keeper</title><h1>Keeper {VERSION}</h1><p>Schema {REVISION}</p>"
