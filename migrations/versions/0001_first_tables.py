"""The tables of the first release."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = (
    "areas",
    "commodities",
    "actors",
    "area_aliases",
    "commodity_matches",
    "actor_aliases",
    "actor_roles",
    "sources",
    "releases",
    "record_changes",
    "events",
    "event_participants",
    "event_remarks",
    "agreements",
    "agreement_commodities",
    "agreement_parties",
    "trade_flows",
    "indicators",
    "plans",
    "plan_commodities",
    "plan_parties",
    "plan_places",
    "outcomes",
    "evidence",
)


def upgrade() -> None:
    reference()
    provenance()
    what_happened()
    what_was_measured()
    what_was_planned()
    evidence()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), deferrable=True, initially="DEFERRED"
    )


def quantity(name: str) -> list[sa.Column[Any]]:
    return [
        *(sa.Column(f"{name}_{part}", sa.BigInteger(), nullable=True) for part in ("amount", "lower", "upper")),
        *(sa.Column(f"{name}_{part}", TEXT, nullable=True) for part in ("unit", "bounds")),
        sa.Column(f"{name}_hedge", sa.JSON(none_as_null=True), nullable=True),
    ]


def quantity_checks(table: str, name: str) -> list[sa.CheckConstraint]:
    in_interval = (
        f"{name}_amount IS NULL OR (({name}_lower IS NULL OR {name}_lower <= {name}_amount)"
        f" AND ({name}_upper IS NULL OR {name}_amount <= {name}_upper))"
    )
    whole = f"({name}_unit IS NULL) = ({name}_bounds IS NULL) AND ({name}_amount IS NULL OR {name}_unit IS NOT NULL)"
    return [
        sa.CheckConstraint(in_interval, name=op.f(f"ck_{table}_{name}_in_interval")),
        sa.CheckConstraint(whole, name=op.f(f"ck_{table}_{name}_whole")),
    ]


def reference() -> None:
    op.create_table(
        "areas",
        text("code"),
        text("kind"),
        text("name"),
        text("parent", nullable=True),
        text("alpha2", nullable=True),
        text("m49", nullable=True),
        text("locode", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("areas", "parent", "areas.code"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
        sa.UniqueConstraint("alpha2", name=op.f("uq_areas_alpha2")),
        sa.UniqueConstraint("locode", name=op.f("uq_areas_locode")),
        sa.UniqueConstraint("m49", name=op.f("uq_areas_m49")),
    )
    op.create_index("ix_areas_parent", "areas", ["parent"])
    op.create_table(
        "commodities",
        text("id"),
        text("nomenclature"),
        text("edition", nullable=True),
        text("code", nullable=True),
        text("level"),
        text("name"),
        text("parent", nullable=True),
        text("note", nullable=True),
        text("search"),
        sa.CheckConstraint("(code IS NULL) = (level = 'good')", name=op.f("ck_commodities_goods_have_no_code")),
        sa.CheckConstraint("(nomenclature = 'words') = (level = 'good')", name=op.f("ck_commodities_words_are_goods")),
        refers("commodities", "parent", "commodities.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commodities")),
    )
    op.create_index("ix_commodities_code", "commodities", ["code"])
    op.create_index("ix_commodities_level_id", "commodities", ["level", "id"])
    op.create_index("ix_commodities_parent", "commodities", ["parent"])
    op.create_table(
        "actors",
        text("id"),
        text("kind"),
        text("name"),
        text("area", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("actors", "area", "areas.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
    )
    op.create_index("ix_actors_area", "actors", ["area"])
    op.create_table(
        "area_aliases",
        text("area"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("alias"),
        text("language", nullable=True),
        text("source", nullable=True),
        refers("area_aliases", "area", "areas.code"),
        sa.PrimaryKeyConstraint("area", "position", name=op.f("pk_area_aliases")),
    )
    op.create_table(
        "commodity_matches",
        text("good"),
        text("commodity"),
        text("match"),
        text("note", nullable=True),
        refers("commodity_matches", "commodity", "commodities.id"),
        refers("commodity_matches", "good", "commodities.id"),
        sa.PrimaryKeyConstraint("good", "commodity", name=op.f("pk_commodity_matches")),
    )
    op.create_index("ix_commodity_matches_commodity", "commodity_matches", ["commodity"])
    op.create_table(
        "actor_aliases",
        text("actor"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("alias"),
        text("language", nullable=True),
        text("source", nullable=True),
        refers("actor_aliases", "actor", "actors.id"),
        sa.PrimaryKeyConstraint("actor", "position", name=op.f("pk_actor_aliases")),
    )
    op.create_table(
        "actor_roles",
        text("actor"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("title"),
        text("organisation", nullable=True),
        refers("actor_roles", "actor", "actors.id"),
        refers("actor_roles", "organisation", "actors.id"),
        sa.PrimaryKeyConstraint("actor", "position", name=op.f("pk_actor_roles")),
    )


def provenance() -> None:
    op.create_table(
        "sources",
        text("id"),
        text("kind"),
        text("title"),
        text("publisher", nullable=True),
        text("author", nullable=True),
        text("url", nullable=True),
        text("published_on", nullable=True),
        text("retrieved_on", nullable=True),
        text("language", nullable=True),
        text("rights", nullable=True),
        text("attribution_line", nullable=True),
        text("text_sha256", nullable=True),
        sa.Column("text_length", sa.BigInteger(), nullable=True),
        text("relays", nullable=True),
        text("origin", nullable=True),
        text("supersedes", nullable=True),
        text("note", nullable=True),
        text("content_digest"),
        text("search"),
        refers("sources", "relays", "actors.id"),
        refers("sources", "supersedes", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "releases",
        text("digest"),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        text("loaded_at"),
        text("reference_digest"),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_releases")),
        sa.UniqueConstraint("sequence", name=op.f("uq_releases_sequence")),
    )
    op.create_table(
        "record_changes",
        text("release"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("kind"),
        text("record"),
        text("change"),
        text("field", nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("change IN ('added', 'changed', 'removed')", name=op.f("ck_record_changes_change")),
        refers("record_changes", "release", "releases.digest"),
        sa.PrimaryKeyConstraint("release", "position", name=op.f("pk_record_changes")),
    )


def what_happened() -> None:
    op.create_table(
        "events",
        text("id"),
        text("source"),
        text("name"),
        text("kind"),
        text("series", nullable=True),
        sa.Column("edition", sa.BigInteger(), nullable=True),
        text("starts_on", nullable=True),
        text("ends_on", nullable=True),
        text("date_inference", nullable=True),
        text("place", nullable=True),
        text("part_of", nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        text("same_as", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("events", "part_of", "events.id"),
        refers("events", "place", "areas.code"),
        refers("events", "source", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_part_of", "events", ["part_of"])
    op.create_index("ix_events_source", "events", ["source"])
    op.create_table(
        "event_participants",
        text("event"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("label"),
        text("actor", nullable=True),
        text("side", nullable=True),
        sa.Column("areas", sa.JSON(), nullable=False),
        text("role", nullable=True),
        *quantity("count"),
        text("note", nullable=True),
        refers("event_participants", "actor", "actors.id"),
        refers("event_participants", "event", "events.id"),
        refers("event_participants", "side", "areas.code"),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_participants")),
        *quantity_checks("event_participants", "count"),
    )
    op.create_index("ix_event_participants_actor", "event_participants", ["actor"])
    op.create_index("ix_event_participants_side", "event_participants", ["side"])
    op.create_table(
        "event_remarks",
        text("event"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("speaker", nullable=True),
        text("gist"),
        refers("event_remarks", "event", "events.id"),
        refers("event_remarks", "speaker", "actors.id"),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_remarks")),
    )
    op.create_table(
        "agreements",
        text("id"),
        text("source"),
        text("kind"),
        text("title"),
        text("status"),
        text("signed_on", nullable=True),
        text("event", nullable=True),
        text("part_of", nullable=True),
        *quantity("document_count"),
        *quantity("value"),
        text("value_status", nullable=True),
        sa.Column("sectors", sa.JSON(), nullable=False),
        text("same_as", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("agreements", "event", "events.id"),
        refers("agreements", "part_of", "agreements.id"),
        refers("agreements", "source", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        *quantity_checks("agreements", "document_count"),
        *quantity_checks("agreements", "value"),
    )
    op.create_index("ix_agreements_event", "agreements", ["event"])
    op.create_index("ix_agreements_part_of", "agreements", ["part_of"])
    op.create_index("ix_agreements_source", "agreements", ["source"])
    op.create_table(
        "agreement_commodities",
        text("agreement"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("commodity"),
        refers("agreement_commodities", "agreement", "agreements.id"),
        refers("agreement_commodities", "commodity", "commodities.id"),
        sa.PrimaryKeyConstraint("agreement", "position", name=op.f("pk_agreement_commodities")),
    )
    op.create_index("ix_agreement_commodities_commodity", "agreement_commodities", ["commodity"])
    op.create_table(
        "agreement_parties",
        text("agreement"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("actor", nullable=True),
        text("area", nullable=True),
        sa.CheckConstraint("(actor IS NULL) <> (area IS NULL)", name=op.f("ck_agreement_parties_actor_or_area")),
        refers("agreement_parties", "actor", "actors.id"),
        refers("agreement_parties", "agreement", "agreements.id"),
        refers("agreement_parties", "area", "areas.code"),
        sa.PrimaryKeyConstraint("agreement", "position", name=op.f("pk_agreement_parties")),
    )


def what_was_measured() -> None:
    op.create_table(
        "trade_flows",
        text("reporter"),
        text("partner"),
        text("flow"),
        sa.Column("recency", sa.BigInteger(), autoincrement=False, nullable=False),
        text("commodity"),
        text("source"),
        sa.Column("statement", sa.BigInteger(), autoincrement=False, nullable=False),
        text("period", nullable=True),
        text("frequency", nullable=True),
        *quantity("primary_value"),
        *quantity("alternate_value"),
        *quantity("net_weight"),
        *quantity("quantity"),
        *quantity("growth"),
        text("growth_base_period", nullable=True),
        text("compiled_by", nullable=True),
        text("compiler", nullable=True),
        text("basis_kind"),
        text("valuation"),
        text("basis_note", nullable=True),
        text("value_status", nullable=True),
        text("same_as", nullable=True),
        text("note", nullable=True),
        sa.CheckConstraint(
            "(primary_value_unit IS NULL AND growth_unit IS NULL) = (value_status IS NOT NULL)",
            name=op.f("ck_trade_flows_value_or_status"),
        ),
        refers("trade_flows", "commodity", "commodities.id"),
        refers("trade_flows", "compiled_by", "areas.code"),
        refers("trade_flows", "compiler", "actors.id"),
        refers("trade_flows", "partner", "areas.code"),
        refers("trade_flows", "reporter", "areas.code"),
        refers("trade_flows", "source", "sources.id"),
        sa.PrimaryKeyConstraint(
            "reporter", "partner", "flow", "recency", "commodity", "source", "statement", name=op.f("pk_trade_flows")
        ),
        *quantity_checks("trade_flows", "primary_value"),
        *quantity_checks("trade_flows", "alternate_value"),
        *quantity_checks("trade_flows", "net_weight"),
        *quantity_checks("trade_flows", "quantity"),
        *quantity_checks("trade_flows", "growth"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_trade_flows_commodity_reporter_partner_flow_recency",
        "trade_flows",
        ["commodity", "reporter", "partner", "flow", "recency"],
    )
    op.create_index(
        "ix_trade_flows_partner_reporter_flow_recency", "trade_flows", ["partner", "reporter", "flow", "recency"]
    )
    op.create_index("ix_trade_flows_source", "trade_flows", ["source"])
    op.create_table(
        "indicators",
        text("id"),
        text("source"),
        text("measure"),
        text("area", nullable=True),
        text("counterpart", nullable=True),
        text("mode", nullable=True),
        text("scope", nullable=True),
        sa.Column("sectors", sa.JSON(), nullable=False),
        text("period", nullable=True),
        sa.Column("recency", sa.BigInteger(), nullable=False),
        text("as_of", nullable=True),
        *quantity("quantity"),
        *quantity("growth"),
        text("growth_base_period", nullable=True),
        text("compiled_by", nullable=True),
        text("compiler", nullable=True),
        text("basis_kind"),
        text("basis_note", nullable=True),
        text("same_as", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("indicators", "area", "areas.code"),
        refers("indicators", "compiled_by", "areas.code"),
        refers("indicators", "compiler", "actors.id"),
        refers("indicators", "counterpart", "areas.code"),
        refers("indicators", "source", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        *quantity_checks("indicators", "quantity"),
        *quantity_checks("indicators", "growth"),
    )
    op.create_index("ix_indicators_area", "indicators", ["area"])
    op.create_index("ix_indicators_counterpart", "indicators", ["counterpart"])
    op.create_index("ix_indicators_measure", "indicators", ["measure"])
    op.create_index("ix_indicators_source", "indicators", ["source"])


def what_was_planned() -> None:
    op.create_table(
        "plans",
        text("id"),
        text("source"),
        text("kind"),
        text("standing"),
        text("title"),
        text("event", nullable=True),
        text("part_of", nullable=True),
        *quantity("quantity"),
        *quantity("value"),
        *quantity("item_count"),
        sa.Column("ordinal", sa.BigInteger(), nullable=True),
        text("announced_on", nullable=True),
        text("due", nullable=True),
        text("same_as", nullable=True),
        text("note", nullable=True),
        text("search"),
        refers("plans", "event", "events.id"),
        refers("plans", "part_of", "plans.id"),
        refers("plans", "source", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        *quantity_checks("plans", "quantity"),
        *quantity_checks("plans", "value"),
        *quantity_checks("plans", "item_count"),
    )
    op.create_index("ix_plans_event", "plans", ["event"])
    op.create_index("ix_plans_part_of", "plans", ["part_of"])
    op.create_index("ix_plans_source", "plans", ["source"])
    op.create_table(
        "plan_commodities",
        text("plan"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("commodity"),
        refers("plan_commodities", "commodity", "commodities.id"),
        refers("plan_commodities", "plan", "plans.id"),
        sa.PrimaryKeyConstraint("plan", "position", name=op.f("pk_plan_commodities")),
    )
    op.create_index("ix_plan_commodities_commodity", "plan_commodities", ["commodity"])
    op.create_table(
        "plan_parties",
        text("plan"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("role"),
        text("actor", nullable=True),
        text("area", nullable=True),
        sa.CheckConstraint("(actor IS NULL) <> (area IS NULL)", name=op.f("ck_plan_parties_actor_or_area")),
        refers("plan_parties", "actor", "actors.id"),
        refers("plan_parties", "area", "areas.code"),
        refers("plan_parties", "plan", "plans.id"),
        sa.PrimaryKeyConstraint("plan", "position", name=op.f("pk_plan_parties")),
    )
    op.create_index("ix_plan_parties_actor", "plan_parties", ["actor"])
    op.create_index("ix_plan_parties_area", "plan_parties", ["area"])
    op.create_table(
        "plan_places",
        text("plan"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("area"),
        refers("plan_places", "area", "areas.code"),
        refers("plan_places", "plan", "plans.id"),
        sa.PrimaryKeyConstraint("plan", "position", name=op.f("pk_plan_places")),
    )
    op.create_index("ix_plan_places_area", "plan_places", ["area"])
    op.create_table(
        "outcomes",
        text("id"),
        text("plan"),
        text("source"),
        text("happened_on", nullable=True),
        text("standing"),
        text("gist"),
        text("note", nullable=True),
        refers("outcomes", "plan", "plans.id"),
        refers("outcomes", "source", "sources.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_plan", "outcomes", ["plan"])
    op.create_index("ix_outcomes_source", "outcomes", ["source"])


def evidence() -> None:
    op.create_table(
        "evidence",
        text("id"),
        text("source"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        text("field"),
        text("quote_status"),
        text("quote", nullable=True),
        sa.Column("quote_start", sa.BigInteger(), nullable=True),
        sa.Column("quote_end", sa.BigInteger(), nullable=True),
        text("speaker", nullable=True),
        text("attribution"),
        *quantity("quantity"),
        text("note", nullable=True),
        text("trade_flow_reporter", nullable=True),
        text("trade_flow_partner", nullable=True),
        text("trade_flow_flow", nullable=True),
        sa.Column("trade_flow_recency", sa.BigInteger(), nullable=True),
        text("trade_flow_commodity", nullable=True),
        text("trade_flow_source", nullable=True),
        sa.Column("trade_flow_statement", sa.BigInteger(), nullable=True),
        text("event", nullable=True),
        text("agreement", nullable=True),
        text("indicator", nullable=True),
        text("plan", nullable=True),
        text("outcome", nullable=True),
        text("actor", nullable=True),
        sa.CheckConstraint(
            "(quote IS NULL) = (quote_status = 'not_held')"
            " AND (quote IS NULL) = (quote_start IS NULL)"
            " AND (quote IS NULL) = (quote_end IS NULL)",
            name=op.f("ck_evidence_quote_whole"),
        ),
        sa.CheckConstraint(
            "(trade_flow_reporter IS NULL) = (trade_flow_partner IS NULL)"
            " AND (trade_flow_reporter IS NULL) = (trade_flow_flow IS NULL)"
            " AND (trade_flow_reporter IS NULL) = (trade_flow_recency IS NULL)"
            " AND (trade_flow_reporter IS NULL) = (trade_flow_commodity IS NULL)"
            " AND (trade_flow_reporter IS NULL) = (trade_flow_source IS NULL)"
            " AND (trade_flow_reporter IS NULL) = (trade_flow_statement IS NULL)",
            name=op.f("ck_evidence_trade_flow_key_whole"),
        ),
        sa.CheckConstraint(
            "CASE WHEN trade_flow_reporter IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN event IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN agreement IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN indicator IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN plan IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN outcome IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN actor IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_evidence_one_record"),
        ),
        sa.CheckConstraint(
            "quote_end > quote_start AND quote_end - quote_start <= 100", name=op.f("ck_evidence_quote_short")
        ),
        refers("evidence", "actor", "actors.id"),
        refers("evidence", "agreement", "agreements.id"),
        refers("evidence", "event", "events.id"),
        refers("evidence", "indicator", "indicators.id"),
        refers("evidence", "outcome", "outcomes.id"),
        refers("evidence", "plan", "plans.id"),
        refers("evidence", "source", "sources.id"),
        refers("evidence", "speaker", "actors.id"),
        sa.ForeignKeyConstraint(
            [
                "trade_flow_reporter",
                "trade_flow_partner",
                "trade_flow_flow",
                "trade_flow_recency",
                "trade_flow_commodity",
                "trade_flow_source",
                "trade_flow_statement",
            ],
            [
                "trade_flows.reporter",
                "trade_flows.partner",
                "trade_flows.flow",
                "trade_flows.recency",
                "trade_flows.commodity",
                "trade_flows.source",
                "trade_flows.statement",
            ],
            name="fk_evidence_trade_flow",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        *quantity_checks("evidence", "quantity"),
    )
    op.create_index("ix_evidence_actor", "evidence", ["actor"])
    op.create_index("ix_evidence_agreement", "evidence", ["agreement"])
    op.create_index("ix_evidence_event", "evidence", ["event"])
    op.create_index("ix_evidence_indicator", "evidence", ["indicator"])
    op.create_index("ix_evidence_outcome", "evidence", ["outcome"])
    op.create_index("ix_evidence_plan", "evidence", ["plan"])
    op.create_index("ix_evidence_source_position_id", "evidence", ["source", "position", "id"])
    op.create_index("ix_evidence_speaker", "evidence", ["speaker"])
    op.create_index(
        "ix_evidence_trade_flow",
        "evidence",
        [
            "trade_flow_reporter",
            "trade_flow_partner",
            "trade_flow_flow",
            "trade_flow_recency",
            "trade_flow_commodity",
            "trade_flow_source",
            "trade_flow_statement",
        ],
    )
