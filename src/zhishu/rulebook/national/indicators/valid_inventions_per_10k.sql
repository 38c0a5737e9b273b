---
indicator: valid_inventions_per_10k
name: 每万人口有效发明专利拥有量
unit: 件/万人
formula: >-
  有效发明专利拥有量（件）除以年末常住人口（万人），保留两位小数。当年年末人口尚未公布的，用最近一次公布的年末人口，并注明是哪一年的。
  人口不详的地区，指标为未知。
source: 国家知识产权局的统计口径：年末拥有量除以年末人口；人口用当地统计公报的常住人口
grain: patent
decimals: 2
parameters:
  population: {parameter: resident_population, unit: 人}
dimensions:
  county:
    title: 县区
    regions_below: true
rows_of: valid_inventions
---
SELECT
  10000 * count(*) FILTER (WHERE standing = 'counted') AS numerator,
  $population AS denominator,
  count(*) FILTER (WHERE standing = 'unknown') AS unknown
FROM counted
