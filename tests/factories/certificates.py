"""Unsurprising records of `certificates`; certificates are made by the site's own verb."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from certificates import models
from tests.factories.courses import IssuingBodyFactory


class SignatoryFactory(DjangoModelFactory):
    class Meta:
        model = models.Signatory

    issuing_body = factory.SubFactory(IssuingBodyFactory)
    authority = "T/L BAN THƯỜNG VỤ"
    title = "Chánh Văn phòng"
    full_name = "Nguyễn Văn Mẫu"
    valid_from = dt.date(2004, 1, 1)
