"""What leaves synthesis as tables, one resource a table. Texts that a spreadsheet would run are made plain."""

from collections.abc import Mapping
from typing import Any

from import_export import fields, resources

from screening.exporting.escaping import safe_cell
from synthesis.extraction.fields import field_named
from synthesis.models import ReconciledValue


class ReconciledResource(resources.ModelResource):
    """One line for each reconciled value, with its place in the report and how it came about."""

    value_id = fields.Field("pk", "Value ID")
    study = fields.Field("study_outcome__study__label", "Study")
    year = fields.Field("study_outcome__study__year", "Year")
    outcome = fields.Field("study_outcome__outcome__name", "Outcome")
    unit = fields.Field("study_outcome__outcome__unit", "Unit")
    time_point = fields.Field("study_outcome__time_point__label", "Time point")
    definition = fields.Field("study_outcome__note", "Definition")
    arm = fields.Field("arm__name", "Arm")
    role = fields.Field("arm__role", "Role")
    field = fields.Field(column_name="Field")
    reported = fields.Field(column_name="Reported")
    text = fields.Field("text", "As printed")
    number = fields.Field("number", "Number")
    page = fields.Field("page", "Page")
    quote = fields.Field("quote", "Quote")
    origin = fields.Field("origin", "Origin")
    reason = fields.Field("reason", "Reason")
    settled_by = fields.Field("settled_by__user__name", "Settled by")
    settled_at = fields.Field(column_name="Settled at (UTC)")
    version = fields.Field("version", "Version")

    class Meta:
        model = ReconciledValue
        fields = [
            *("value_id", "study", "year", "outcome", "unit", "time_point", "definition", "arm", "role", "field"),
            *("reported", "text", "number", "page", "quote", "origin", "reason", "settled_by", "settled_at"),
            "version",
        ]
        export_order = fields

    def dehydrate_field(self, value: ReconciledValue) -> str:
        return field_named(value.study_outcome.outcome.kind, value.field).label

    def dehydrate_reported(self, value: ReconciledValue) -> str:
        return "yes" if value.text else "no"

    def dehydrate_settled_at(self, value: ReconciledValue) -> str:
        return value.settled_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def export_field(self, field: fields.Field, instance: ReconciledValue, **kwargs: Any) -> Any:
        """The cell; a number stays a number, anything else is text made safe."""
        if field.attribute in ("pk", "study_outcome__study__year", "number", "version"):
            return field.get_value(instance)
        return safe_cell(super().export_field(field, instance, **kwargs))


RESULT_COLUMNS = {
    "analysis": "Analysis",
    "run": "Run",
    "run_at": "Run at (UTC)",
    "measure": "Measure",
    "model": "Model",
    "row": "Row",
    "study": "Study",
    "treatment": "Treatment",
    "versus": "Against",
    **{
        code: code
        for code in ("e1", "n1", "e2", "n2", "m1", "sd1", "m2", "sd2", "x1", "t1", "x2", "t2", "x", "r", "n")
    },
    "given": "Estimate as given",
    "given_lb": "Lower limit as given",
    "given_ub": "Upper limit as given",
    "given_level": "Level as given",
    "yi": "yi",
    "vi": "vi",
    "effect": "Effect",
    "ci_lb": "CI lower",
    "ci_ub": "CI upper",
    "weight": "Weight, %",
    "pi_lb": "Prediction lower",
    "pi_ub": "Prediction upper",
    "tau2": "tau2",
    "Q": "Q",
    "I2": "I2, %",
    "excluded": "Why not pooled",
}


class ResultsResource(resources.Resource):
    """One line for each row of `synthesis.reports.results.result_rows`."""

    def get_export_fields(self, selected_fields: Any = None) -> list[fields.Field]:
        return [fields.Field(code, head) for code, head in RESULT_COLUMNS.items()]

    def export_resource(self, instance: Mapping[str, Any], **kwargs: Any) -> list[Any]:
        """The cells of a row: numbers whole as the run holds them, texts made safe."""
        return [safe_cell(instance.get(code)) for code in RESULT_COLUMNS]
