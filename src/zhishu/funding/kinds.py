"""The closed lists of this room: what a word in its tables may be, and what an officer calls it."""

from __future__ import annotations

RECOGNITION_KINDS = {
    "certification": "知识产权管理规范认证",
    "demonstration": "知识产权示范单位",
    "advantage": "知识产权优势单位",
    "demonstration_zone": "知识产权强国建设示范（试点）地区和园区",
    "patent_award": "专利奖",
    "product_recordal": "专利产品备案",
    "patent_intensive_product": "专利密集型产品",
    "indication_use": "地理标志专用标志使用",
    "indication_zone": "地理标志保护示范区",
    "well_known_mark": "驰名商标",
    "information_centre": "高校知识产权信息服务中心",
    "tisc": "技术与创新支持中心",
    "service_outlet": "知识产权信息公共服务网点",
    "high_tech": "高新技术企业",
    "technology_firm": "科技型企业",
    "specialised": "专精特新企业",
}
LEVELS = {
    "national": "国家级",
    "provincial": "省级",
    "municipal": "市级",
    "county": "县（区）级",
}
GRADES = {
    "gold": "金奖",
    "silver": "银奖",
    "excellence": "优秀奖",
    "first": "一等奖",
    "second": "二等奖",
    "third": "三等奖",
    "demonstration": "示范",
    "pilot": "试点",
}
CREDIT_RECORD_KINDS = {
    "serious_dishonesty": "严重违法失信",
    "abnormal_filing": "非正常专利申请",
    "debarment": "禁止申报",
    "failed_acceptance": "项目未通过验收",
}
EXPENSE_KINDS = {
    "certification_fee": "认证费",
    "insurance_premium": "保险费",
    "loan_interest": "贷款利息",
    "agency_fee": "代理费",
    "litigation_fee": "诉讼费",
    "notary_fee": "公证费",
    "navigation_fee": "导航分析费",
    "database_fee": "数据库建设费",
    "valuation_fee": "评估费",
}
# How the case ended that an expense was made for.
RESULTS = {"won": "胜诉", "lost": "败诉", "settled": "和解", "pending": "未结"}
