from django.urls import path

from screening.dedupe.views import groups, last_answer, questions, relating, report

app_name = "dedupe"
urlpatterns = [
    path("", groups.list_groups, name="list"),
    path("find/", groups.find, name="find"),
    path("compare/", groups.compare, name="compare"),
    path("merge/", groups.merge, name="merge"),
    path("keep-apart/", groups.keep_apart, name="keep_apart"),
    path("relate/", relating.relate, name="relate"),
    path("related/<uuid:relation_id>/take-back/", relating.unrelate, name="unrelate"),
    path("of/<int:record_id>/", groups.group, name="group"),
    path("<uuid:link_id>/part/", groups.part, name="part"),
    path("<uuid:link_id>/take-apart/", groups.take_apart, name="take_apart"),
    path("questions/", questions.ask, name="ask"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("questions/<uuid:question_id>/answer/", questions.answer, name="answer"),
    path("questions/<uuid:question_id>/related/", questions.answer_related, name="answer_related"),
    path("questions/<uuid:question_id>/alike/", questions.alike, name="alike"),
    path("questions/<uuid:question_id>/answer-alike/", questions.answer_alike, name="answer_alike"),
    path("undo/", last_answer.undo, name="undo"),
    path("<uuid:link_id>/take-back/", last_answer.take_back, name="take_back"),
    path("report/", report.report, name="report"),
    path("report/overlap.svg", report.chart, name="chart"),
    path("report/table.csv", report.table, name="table"),
]
