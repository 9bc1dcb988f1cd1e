// Screening as a list: one record is marked, the keys and the bar act on it, and the next one is marked. Votes are sent
// in the background (outbox.js) under keys of their own; keys and marked words are in reading.js.
// The page works without this script: each record has buttons of its own.
(function () {
  "use strict";
  var api = window.ketreview;
  var holder = document.getElementById("screening-state");
  var list = document.getElementById("rows");
  if (!api || !holder || !list) return;
  var state = JSON.parse(holder.textContent);
  var rows = Array.from(list.querySelectorAll(".screening-row"));
  var nobody = "00000000-0000-0000-0000-000000000000";
  var words = { include: "Included", exclude: "Excluded", maybe: "Marked as maybe" };
  var at = 0;
  var voted = []; // rows in the order of this visit's votes, for undo

  var outbox = api.outbox({
    user: state.user,
    token: api.csrf(),
    tokenUrl: state.urls.cards + "?have=0",
    taken: function () {},
    resent: function (op) {
      var row = rows.find(function (other) { return other.dataset.slot === op.slot; });
      if (row) { tell(row, op.body.verdict || "", ""); step(0, op.kind === "vote" ? 1 : -1); }
    },
    refused: function (op, why) {
      var row = rows.find(function (other) { return other.dataset.slot === op.slot; });
      if (row) { tell(row, "", ""); step(0, op.kind === "vote" ? -1 : 1); row.querySelector(".screening-row__said").textContent = why; }
      api.toast((op.title ? "“" + op.title.slice(0, 90) + "”: " : "") + why, { level: "error", seconds: 12 });
    },
  });

  function address(url, row) { return url.replace(nobody, row.dataset.slot); }
  function step(_, by) {
    state.done += by;
    state.left -= by;
    document.getElementById("decision-progress").textContent = state.done.toLocaleString("en") + " of " + (state.done + state.left).toLocaleString("en");
  }
  function tell(row, verdict, reason) {
    row.dataset.verdict = verdict;
    row.classList.toggle("is-voted", Boolean(verdict));
    row.querySelectorAll("button[name=verdict]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === verdict));
    });
    row.querySelector(".screening-row__said").textContent = verdict ? words[verdict] + (reason ? ": " + reason : "") : "";
  }
  function mark(index, focus) {
    if (!rows[index]) return;
    at = index;
    rows.forEach(function (row, place) {
      row.classList.toggle("is-current", place === at);
      if (place === at) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    });
    if (!focus) return;
    rows[at].scrollIntoView({ block: "nearest" });
    rows[at].querySelector(".record__title").focus({ preventScroll: true });
  }
  function following() { mark(Math.min(at + 1, rows.length - 1), true); }
  function previous() { mark(Math.max(at - 1, 0), true); }
  function onward(saying) {
    var next = rows.findIndex(function (row, place) { return place > at && !row.dataset.verdict; });
    if (next < 0) next = rows.findIndex(function (row) { return !row.dataset.verdict; });
    if (next >= 0) { mark(next, true); api.announce(saying + ". " + rows[next].dataset.title); return; }
    api.announce(saying + ". All records of this page have your vote.");
    document.getElementById("more-rows").focus();
  }
  function decide(verdict, reason) {
    var row = rows[at];
    if (!row) return;
    var select = row.querySelector("select[name=reason]");
    if (reason && select) select.value = String(reason);
    var chosen = verdict === "exclude" && select ? select.value : "";
    if (verdict === "exclude" && state.reason_required && !chosen) {
      api.toast(select ? "Choose a reason: press its number." : "This stage needs a reason for every exclusion, and the review has none yet.", { level: "error", seconds: 8 });
      if (select) select.focus();
      return;
    }
    var knew = row.dataset.verdict || "";
    if (!knew) step(0, 1);
    tell(row, verdict, chosen ? select.selectedOptions[0].textContent : "");
    voted = voted.filter(function (other) { return other !== row; });
    voted.push(row);
    var body = { verdict: verdict, reason: chosen, note: "", fence: row.dataset.fence };
    outbox.post({ kind: "vote", url: address(state.urls.decide, row), body: body, slot: row.dataset.slot, title: row.dataset.title, stage: state.stage, knew: knew });
    onward(words[verdict]);
  }
  function undo() {
    var row = voted.pop();
    if (!row) { api.toast("There is no vote of this page left to undo. Older ones are under My decisions."); return; }
    tell(row, "", "");
    step(0, -1);
    outbox.post({ kind: "withdraw", url: address(state.urls.withdraw, row), body: {}, slot: row.dataset.slot, title: row.dataset.title, stage: state.stage });
    mark(rows.indexOf(row), true);
    api.announce("Vote taken back. " + row.dataset.title);
  }

  list.addEventListener("submit", function (event) {
    event.preventDefault();
    mark(rows.indexOf(event.target.closest(".screening-row")), false);
    if (event.submitter) decide(event.submitter.value);
  });
  function markFocused() {
    var held = document.activeElement, row = held && held.closest(".screening-row");
    if (!row || rows[at] === row) return;
    mark(rows.indexOf(row), false);
    held.scrollIntoView({ block: "nearest" }); // its abstract, whole now, moved it
  }
  // While a button is pressed nothing moves: the mark makes abstracts whole and cuts others, and a button that has
  // moved away from under the pointer is never clicked. A list that opens keeps the pointer's end to itself, so that
  // a choice or a key ends it too.
  var pressed = false;
  list.addEventListener("pointerdown", function () { pressed = true; });
  ["pointerup", "pointercancel", "keydown", "change"].forEach(function (end) {
    document.addEventListener(end, function () {
      if (!pressed) return;
      pressed = false;
      setTimeout(markFocused, 0); // after the click that follows
    });
  });
  list.addEventListener("focusin", function () { if (!pressed) markFocused(); });
  list.addEventListener("click", function (event) {
    if (event.target.closest("a, button, select")) return;
    var row = event.target.closest(".screening-row");
    if (!row || rows[at] === row) return;
    mark(rows.indexOf(row), false);
    row.scrollIntoView({ block: "nearest" });
  });
  var whole = document.getElementById("whole-abstracts");
  function show(all) {
    list.classList.toggle("is-compact", !all);
    whole.setAttribute("aria-pressed", String(all));
  }
  whole.addEventListener("click", function () {
    var all = whole.getAttribute("aria-pressed") !== "true";
    show(all);
    api.kept.set("ketreview.whole-abstracts", all);
    rows[at].scrollIntoView({ block: "nearest" });
  });
  var bar = document.getElementById("decision");
  bar.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var act = { undo: undo, "go-next": following, "go-previous": previous }[button.id];
    if (act) act();
    else decide(button.value);
  });
  bar.addEventListener("submit", function (event) { event.preventDefault(); });

  api.screening = {
    page: document.getElementById("screening"),
    card: list,
    form: bar,
    reasons: state.reasons,
    acts: {
      include: function () { decide("include"); },
      exclude: function () { decide("exclude"); },
      maybe: function () { decide("maybe"); },
      undo: undo,
      next: following,
      previous: previous,
      criteria: function () { var box = document.getElementById("criteria"); box.open = !box.open; },
    },
    because: function (reason) { decide("exclude", reason.id); },
    escape: function () { return false; },
  };
  show(api.kept.get("ketreview.whole-abstracts", false));
  mark(0, false);
})();
