"""What leaves a review as a table: import-export resources that escape formulas and ask who may see what."""

from screening.exporting.resources.decisions import DecisionResource
from screening.exporting.resources.elsewhere import CovidenceResource, RayyanResource
from screening.exporting.resources.escaped import EscapedResource
from screening.exporting.resources.incoming import RecordTable
from screening.exporting.resources.records import RecordResource

__all__ = [
    "CovidenceResource",
    "DecisionResource",
    "EscapedResource",
    "RayyanResource",
    "RecordResource",
    "RecordTable",
]
