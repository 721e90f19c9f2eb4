-- What `/v1/trade-flows.csv?columns=...` gives, column by column.
SELECT
  f.reporter, r.name AS reporter_name, f.partner, p.name AS partner_name, f.flow, f.period,
  f.commodity, c.name AS commodity_name, f.source, s.title AS source_title, '/v1/sources/' || f.source AS source_url,
  f.primary_value_amount / 10000 AS primary_value, f.primary_value_unit, NULL AS primary_value_per,
  'exact' AS primary_value_qualifier, NULL AS primary_value_step,
  f.primary_value_lower / 10000 AS primary_value_lower, 'true' AS primary_value_lower_inclusive,
  f.primary_value_upper / 10000 AS primary_value_upper, 'true' AS primary_value_upper_inclusive,
  'stated' AS primary_value_bounds_basis, NULL AS primary_value_fraction, NULL AS primary_value_words,
  '[]' AS primary_value_flags,
  f.net_weight_amount / 10000 AS net_weight, f.net_weight_unit, NULL AS net_weight_per,
  'exact' AS net_weight_qualifier, NULL AS net_weight_step,
  f.net_weight_lower / 10000 AS net_weight_lower, 'true' AS net_weight_lower_inclusive,
  f.net_weight_upper / 10000 AS net_weight_upper, 'true' AS net_weight_upper_inclusive,
  'stated' AS net_weight_bounds_basis, NULL AS net_weight_fraction, NULL AS net_weight_words,
  '[]' AS net_weight_flags
FROM trade_flows AS f
JOIN areas AS r ON r.code = f.reporter
JOIN areas AS p ON p.code = f.partner
JOIN commodities AS c ON c.id = f.commodity
JOIN sources AS s ON s.id = f.source
ORDER BY f.reporter, f.partner, f.flow, f.recency, f.commodity, f.source, f.statement
