---
indicator: filings_and_grants
name: 专利申请量与授权量
unit: 件
formula: >-
  申请量：申请日不晚于当日、已公开或已授权公告的专利申请件数，按申请日所在年份；授权量：授权公告日不晚于当日的专利件数，按授权公告日所在年份。
  申请尚未公开的不在其中。申请量与授权量不相加。日期或地区不详的列为未知。
source: 国家知识产权局专利统计的申请量与授权量；数据来自专利公开与授权公告
grain: patent
dimensions:
  matter:
    title: 项目
    apart: true
    labels: {filing: 申请量, grant: 授权量}
  year: 年份
  county:
    title: 县区
    regions_below: true
  zone:
    title: 功能区
    labels:
      outside: 功能区以外
  ipc_section:
    title: IPC部
    labels: {A: A 人类生活必需, B: B 作业；运输, C: C 化学；冶金, D: D 纺织；造纸, E: E 固定建筑物, F: F 机械工程, G: G 物理, H: H 电学, design: 外观设计（无IPC）}
  right_kind:
    title: 专利类型
    labels: {invention: 发明, utility_model: 实用新型, design: 外观设计}
columns:
  patent_id: 专利标识
  number: 申请号
  title: 名称
  first_holder: 第一申请（专利权）人
  matter: 项目
  happened_on: 日期
  right_kind: 专利类型
  main_ipc: 主分类号
  region_code: 区划代码
  county: 县区
  why: 未知的原因
rows: |
  WITH happened AS (
    SELECT p.*, m.matter, CASE m.matter WHEN 'filing' THEN p.filed_on ELSE p.granted_on END AS happened_on
    FROM patents p, (VALUES ('filing'), ('grant')) AS m(matter)
    WHERE m.matter = 'filing' OR p.granted_on IS NOT NULL
  )
  SELECT
    patent_id,
    coalesce(application_number, grant_number, publication_number) AS number,
    title,
    first_holder,
    matter,
    happened_on,
    right_kind,
    main_ipc,
    region_code,
    year(happened_on) AS year,
    CASE WHEN substr(region_code, 5, 2) <> '00' THEN left(region_code, 6) END AS county,
    CASE WHEN length(region_code) > 6 THEN region_code
         WHEN region_code IS NOT NULL THEN 'outside' END AS zone,
    CASE WHEN right_kind = 'design' THEN 'design' ELSE ipc_section END AS ipc_section,
    CASE WHEN NOT coalesce(starts_with(region_code, $region_prefix), $region_prefix = '') THEN '地区未知'
         WHEN happened_on IS NULL THEN '日期未知' END AS why,
    CASE WHEN why IS NULL THEN 'counted' ELSE 'unknown' END AS standing
  FROM happened
  WHERE coalesce(happened_on <= $as_of, true)
    -- Inside the region; or known only as the province or city that the region lies in; or not known at all.
    AND (region_code IS NULL
      OR starts_with(region_code, $region_prefix)
      OR region_code IN (left(CAST($region AS VARCHAR), 2) || '0000', left(CAST($region AS VARCHAR), 4) || '00'))
---
SELECT
  matter,
  year,
  county,
  zone,
  ipc_section,
  right_kind,
  count(*) FILTER (WHERE standing = 'counted') AS value,
  count(*) FILTER (WHERE standing = 'unknown') AS unknown
FROM counted
GROUP BY ALL
