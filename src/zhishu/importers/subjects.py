"""Every subject that a YAML file of headings may speak of, by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zhishu.importers.patent_subject import PATENT_SUBJECT
from zhishu.importers.registers.awards_paid import AWARD_SUBJECT
from zhishu.importers.registers.citations import CITATION_SUBJECT
from zhishu.importers.registers.controllers import CONTROLLER_SUBJECT
from zhishu.importers.registers.copyrights import COPYRIGHT_SUBJECT
from zhishu.importers.registers.credit_records import CREDIT_RECORD_SUBJECT
from zhishu.importers.registers.dealings import (
    ASSIGNMENT_SUBJECT,
    LICENCE_SUBJECT,
    PLEDGE_SUBJECT,
)
from zhishu.importers.registers.expenses import EXPENSE_SUBJECT
from zhishu.importers.registers.indications import INDICATION_SUBJECT
from zhishu.importers.registers.layout_designs import LAYOUT_DESIGN_SUBJECT
from zhishu.importers.registers.party_figures import PARTY_FIGURES_SUBJECT
from zhishu.importers.registers.payments import PAYMENT_SUBJECT
from zhishu.importers.registers.plant_varieties import PLANT_VARIETY_SUBJECT
from zhishu.importers.registers.recognitions import RECOGNITION_SUBJECT
from zhishu.importers.registers.register_batch import CitationBatch, PaymentBatch
from zhishu.importers.registers.trademarks import TRADEMARK_SUBJECT
from zhishu.importers.subject import Subject

SUBJECTS: Mapping[str, Subject] = {
    subject.kind: subject
    for subject in (
        PATENT_SUBJECT,
        TRADEMARK_SUBJECT,
        COPYRIGHT_SUBJECT,
        INDICATION_SUBJECT,
        LAYOUT_DESIGN_SUBJECT,
        PLANT_VARIETY_SUBJECT,
        PLEDGE_SUBJECT,
        LICENCE_SUBJECT,
        ASSIGNMENT_SUBJECT,
        # The two registers as long as all patents together are read as columns too.
        replace(PAYMENT_SUBJECT, read_batch=lambda places: PaymentBatch().read),
        replace(CITATION_SUBJECT, read_batch=lambda places: CitationBatch().read),
        # What measures are judged by.
        RECOGNITION_SUBJECT,
        AWARD_SUBJECT,
        PARTY_FIGURES_SUBJECT,
        CREDIT_RECORD_SUBJECT,
        EXPENSE_SUBJECT,
        CONTROLLER_SUBJECT,
    )
}
