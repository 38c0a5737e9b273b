---
indicator: valid_inventions
name: 有效发明专利拥有量
unit: 件
formula: >-
  截至当日已授权、期限未满、没有已知终止事务的发明专利件数。法律状态按法律事务逐日推算；已授权但没有法律事务数据的，
  或申请日不详、不知期限是否已满的，或不知是否在本地区的，列为未知，不计入拥有量。地区按第一申请（专利权）人的地址；功能区的专利同时计入所在县区，不重复计数。
source: 国家知识产权局“每万人口发明专利拥有量”的统计口径（期末拥有量）；期限依专利法第四十二条
grain: patent
dimensions:
  county:
    title: 县区
    regions_below: true
  zone:
    title: 功能区
    labels:
      outside: 功能区以外
  ipc_section:
    title: IPC部
    labels: {A: A 人类生活必需, B: B 作业；运输, C: C 化学；冶金, D: D 纺织；造纸, E: E 固定建筑物, F: F 机械工程, G: G 物理, H: H 电学}
columns:
  patent_id: 专利标识
  number: 申请号
  title: 名称
  first_holder: 第一专利权人
  granted_on: 授权公告日
  filed_on: 申请日
  main_ipc: 主分类号
  region_code: 区划代码
  county: 县区
  why: 未知的原因
rows: |
  -- A granted patent has exactly one period on a day; the facts of the patent stand beside it.
  SELECT
    patent_id,
    granted_on,
    filed_on,
    region_code,
    CASE WHEN substr(region_code, 5, 2) <> '00' THEN left(region_code, 6) END AS county,
    CASE WHEN length(region_code) > 6 THEN region_code
         WHEN region_code IS NOT NULL THEN 'outside' END AS zone,
    ipc_section,
    CASE WHEN NOT coalesce(starts_with(region_code, $region_prefix), $region_prefix = '') THEN '地区未知'
         WHEN filed_on IS NULL THEN '申请日不详，不知期限是否已满'
         WHEN state IS DISTINCT FROM 'in_force' THEN '缺少法律事务数据' END AS why,
    CASE WHEN why IS NULL THEN 'counted' ELSE 'unknown' END AS standing
  FROM legal_periods
  WHERE right_kind = 'invention'
    AND granted_on <= $as_of
    AND from_on <= $as_of AND (until_on IS NULL OR $as_of < until_on)
    AND state IN ('in_force', 'unknown')
    -- Inside the region; or known only as the province or city that the region lies in; or not known at all.
    AND (region_code IS NULL
      OR starts_with(region_code, $region_prefix)
      OR region_code IN (left(CAST($region AS VARCHAR), 2) || '0000', left(CAST($region AS VARCHAR), 4) || '00'))
shown: |
  SELECT
    c.*,
    coalesce(p.application_number, p.grant_number) AS number,
    p.title,
    p.first_holder,
    p.main_ipc
  FROM counted c
  LEFT JOIN patents p ON p.patent_id = c.patent_id
---
SELECT
  county,
  zone,
  ipc_section,
  count(*) FILTER (WHERE standing = 'counted') AS value,
  count(*) FILTER (WHERE standing = 'unknown') AS unknown
FROM counted
GROUP BY ALL
