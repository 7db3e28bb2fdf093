"""Tables of the household file, in each commune's schema."""

from family.models.audit import AuditEvent
from family.models.child import Child, ChildGuardian
from family.models.code import AdhesionCode
from family.models.custody import CustodyPlan
from family.models.family import Family, Guardian
from family.models.identity import TenantIdentity
from family.models.imports import ImportRun
from family.models.message import Message
from family.models.quotient import FamilyQuotient
from family.models.school import School, Schooling

__all__ = [
    "AdhesionCode",
    "AuditEvent",
    "Child",
    "ChildGuardian",
    "CustodyPlan",
    "Family",
    "FamilyQuotient",
    "Guardian",
    "ImportRun",
    "Message",
    "School",
    "Schooling",
    "TenantIdentity",
]
