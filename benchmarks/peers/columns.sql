-- The eight columns of the table that peers answer with.
SELECT reporter, partner, flow, period, commodity, source, primary_value_amount, net_weight_amount FROM trade_flows
