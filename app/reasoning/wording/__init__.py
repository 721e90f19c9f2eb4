"""Facts in one English sentence each, made from their fields and from the words of their hedges alone."""

from app.reasoning.wording.trade_flows import trade_flow

__all__ = ["trade_flow"]
