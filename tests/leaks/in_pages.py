"""Leaks in what a page is made of, as they would be written into its template."""

from tests.leaks.planting import leaks, written

QUEUE, SCREEN, CARD = (f"screening/workflow/{name}.html" for name in ("queue", "screen", "_card"))
MINE, RECORD = "screening/workflow/mine.html", "screening/importing/record.html"


@leaks("workflow:queue")
def a_page_title(patch, house):
    written(patch, house, QUEUE, "{% block title %}", "({% includes %}) ")


@leaks("workflow:queue")
def a_progress_bar(patch, house):
    written(
        patch, house, QUEUE, '<ul class="tiles">', '<li><progress value="{% includes %}" max="99"></progress></li>'
    )


@leaks("workflow:queue")
def a_button_once_something_is_in_conflict(patch, house):
    button = '{% conflicts as n %}{% if n > 3 %}<li><a class="btn" href="#">Discuss</a></li>{% endif %}'
    written(patch, house, QUEUE, '<ul class="tiles">', button)


@leaks("workflow:queue")
def a_fragment_kept_for_all(patch, house):
    kept = '{% load cache %}{% cache 600 "stages" %}<li>{% includes %} included</li>{% endcache %}'
    written(patch, house, QUEUE, '<ul class="tiles">', kept)


@leaks("workflow:queue")
def a_comment_in_the_source(patch, house):
    written(patch, house, QUEUE, '<ul class="tiles">', "<!-- {% includes %} -->")


@leaks("workflow:cards")
def a_data_attribute(patch, house):
    written(patch, house, CARD, "{% load ui %}<h2", ' data-other="{{ record|theirs }}"')


@leaks("workflow:cards")
def the_colour_of_a_title(patch, house):
    written(patch, house, CARD, '<h2 class="record__title', " tone-{{ record|theirs }}")


@leaks("workflow:screen")
def a_name_for_screen_readers_only(patch, house):
    written(patch, house, SCREEN, "<h1", ' aria-label="{{ stage }}, {% includes %} included"')


@leaks("workflow:screen")
def a_hidden_input(patch, house):
    written(patch, house, SCREEN, "{% csrf_token %}", '<input type="hidden" name="n" value="{% includes %}">')


@leaks("workflow:mentions")
def a_count_of_what_waits_for_an_answer(patch, house):
    mentions = "screening/workflow/mentions.html"
    written(patch, house, mentions, "{% block main %}", "<p>{% conflicts %} wait for your answer</p>")


@leaks("workflow:mine")
def the_colour_of_a_label(patch, house):
    behind = "<tbody>{% for vote, key, fixed, own in rows %}<tr>"
    written(patch, house, MINE, behind, '<!----><td class="label-{{ vote.record|theirs|length }}"></td>')


@leaks("workflow:mine")
def a_link_with_the_other_vote_in_its_address(patch, house):
    written(patch, house, MINE, "?slot={{ vote.slot_id }}", "&other={{ vote.record|theirs }}")


@leaks("importing:record")
def when_the_other_last_looked(patch, house):
    written(
        patch, house, RECORD, "{% block main %}", '<time datetime="2026-03-0{{ record|theirs|length }}"></time>'
    )
