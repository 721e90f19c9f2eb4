"""A minimal application of Django REST framework on the file of a release: eight columns, four filters."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE_FILE"]}},
    INSTALLED_APPS=["rest_framework"],
    ROOT_URLCONF=__name__,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "PAGE_SIZE": 50,
        "UNAUTHENTICATED_USER": None,
    },
    SECRET_KEY="of no use here",  # noqa: S106  # nothing is signed
)
django.setup()

from django.db import models  # noqa: E402  # Django wants its settings first
from django.urls import path  # noqa: E402  # the same
from rest_framework import generics, serializers  # noqa: E402  # the same

_FILTERS = ("reporter", "partner", "flow", "recency")
_KEY = (*_FILTERS, "commodity", "source", "statement")


class TradeFlow(models.Model):
    """A row of the table that our server reads."""

    pk = models.CompositePrimaryKey(*_KEY)
    reporter = models.TextField()
    partner = models.TextField()
    flow = models.TextField()
    recency = models.IntegerField()
    commodity = models.TextField()
    source = models.TextField()
    statement = models.IntegerField()
    period = models.TextField()
    primary_value_amount = models.IntegerField()
    net_weight_amount = models.IntegerField()

    class Meta:
        """Where the rows are."""

        app_label = "benchmark"
        db_table = "trade_flows"
        managed = False


class TradeFlowSerializer(serializers.ModelSerializer):
    """The eight columns."""

    class Meta:
        """Which they are."""

        model = TradeFlow
        fields = (
            "reporter", "partner", "flow", "period", "commodity", "source", "primary_value_amount", "net_weight_amount",
        )  # fmt: skip


class TradeFlows(generics.ListAPIView):
    """A page of rows that meet the filters."""

    serializer_class = TradeFlowSerializer

    def get_queryset(self):
        """Select the rows."""
        asked = self.request.query_params
        return TradeFlow.objects.filter(**{name: asked[name] for name in _FILTERS if name in asked}).order_by(*_KEY)


urlpatterns = [path("trade-flows", TradeFlows.as_view())]
application = get_wsgi_application()
