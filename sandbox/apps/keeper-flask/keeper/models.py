from datetime import datetime

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from keeper.release import NAMES_BUILDER

db = SQLAlchemy()


class Product(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)


class Build(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    git_ref: Mapped[str]
    client_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    product: Mapped[Product] = relationship()

    if NAMES_BUILDER:
        builder: Mapped[str] = mapped_column(index=True)


if NAMES_BUILDER:

    class Edition(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
        slug: Mapped[str]
        build_id: Mapped[int] = mapped_column(ForeignKey("build.id"), nullable=True)
