"""Sums of trade flows: a selection grouped, of one level, source and frequency, so that nothing counts twice."""

from app.resources.trade_flows.summary.composing import sum_rows, summed
from app.resources.trade_flows.summary.query import TradeFlowSummaryQuery
from app.resources.trade_flows.summary.shape import TradeFlowSummaryOut, TradeFlowSumOut

__all__ = ["TradeFlowSumOut", "TradeFlowSummaryOut", "TradeFlowSummaryQuery", "sum_rows", "summed"]
