// Screening: cards come ahead of time, a vote is shown at once and sent in the background (outbox.js), each under a key
// of its own, so that sending twice stores once. Keys, marks and text are in reading.js.
// The page works without this script; see templates/screening/workflow/screen.html.
(function () {
  "use strict";
  var api = window.ketreview;
  var holder = document.getElementById("screening-state");
  if (!api || !holder) return;
  var state = JSON.parse(holder.textContent);
  var page = document.getElementById("screening");
  var cardBox = document.getElementById("card");
  var status = document.getElementById("card-status");
  var form = document.getElementById("decision");
  var note = document.getElementById("note");
  note.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    (cardBox.querySelector(".record__title") || document.getElementById("main")).focus({ preventScroll: true });
  });
  var reasons = document.getElementById("reasons");
  var undoButton = document.getElementById("undo");
  var nextLink = document.getElementById("go-next");
  var nobody = "00000000-0000-0000-0000-000000000000";
  var words = { include: "Included", exclude: "Excluded", maybe: "Marked as maybe" };
  var cards = state.cards;
  var at = 0;
  var AHEAD = 20, MOST = 60; // as many as the server deals beside those held, and in all
  var voted = []; // slots in the order of this visit's votes, for undo
  var exhausted = false;
  var lost = false; // the last question for cards got no answer
  var fetching = null;
  var sent = 0; // votes and undos of this visit

  // ---- The outbox: see outbox.js ----
  var outbox = api.outbox({
    user: state.user,
    token: api.csrf(),
    tokenUrl: state.urls.cards + "?have=0",
    taken: function () {},
    refused: refused,
    resent: function (op) { replay([op]); begin(); },
  });
  var box = outbox.box;
  var request = outbox.request;
  function refused(op, why, kind) {
    var card = find(op.slot);
    voted = voted.filter(function (slot) { return slot !== op.slot; });
    if (card && op.stage === state.stage) {
      var over = kind === "Fenced" || kind === "Closed";
      if (op.kind === "vote" && !op.knew) { state.done -= 1; state.left += 1; }
      if (op.kind === "withdraw") { state.done += 1; state.left -= 1; }
      if (op.kind === "hand-back" && !over) state.left += 1;
      if (op.kind === "label") setLabel(card, op.body.label, !op.body.on);
      else { card.verdict = op.knew || ""; card.reason = null; card.gone = over && !op.knew; }
      along(card);
      progress();
      if (at >= cards.length) begin();
    }
    api.toast((op.title ? "“" + op.title.slice(0, 90) + "”: " : "") + why, { level: "error", seconds: 12 });
  }

  // ---- Cards ----
  function find(slot) {
    return cards.find(function (card) { return card.slot === slot; });
  }
  function isOpen(card) { return !card.verdict && !card.gone; }
  function address(url, slot) { return url.replace(nobody, slot); }
  function reasonText(id) {
    var found = state.reasons.find(function (reason) { return reason.id === id; });
    return found ? found.text : "";
  }
  function progress() {
    var total = state.done + state.left;
    document.getElementById("decision-progress").textContent = state.done.toLocaleString("en") + " of " + total.toLocaleString("en");
  }
  function pressed(card) {
    form.querySelectorAll("button[name=verdict]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === card.verdict));
    });
    form.querySelectorAll("button[name=reason]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(Number(button.value) === card.reason));
    });
  }
  function tell(card) {
    var text = "";
    if (card.fixed) text = "Your vote: " + words[card.verdict] + ". It is fixed and can be changed no more; My decisions says why.";
    else if (card.verdict) {
      text = "Your vote: " + words[card.verdict] + (card.reason ? " (" + reasonText(card.reason) + ")" : "") + ". Vote again to change it.";
    }
    status.textContent = text;
    status.hidden = !text;
  }
  function render(focus) {
    var card = cards[at];
    cardBox.hidden = !card;
    form.querySelectorAll("button[name=verdict], button[name=reason]").forEach(function (button) { button.disabled = !card || card.fixed; });
    document.getElementById("done").hidden = Boolean(card) || lost;
    document.getElementById("device-done").hidden = Boolean(card) || !lost;
    if (!card) {
      status.hidden = true;
      if (focus) { var main = document.getElementById("main"); main.focus(); }
      return;
    }
    cardBox.innerHTML = card.html; // made and escaped by the server
    form.action = address(state.urls.decide, card.slot);
    form.elements.fence.value = card.fence;
    note.value = card.note;
    document.getElementById("note-panel").open = Boolean(card.note);
    if (reasons) reasons.open = false;
    if (nextLink) nextLink.href = "?after=" + card.slot;
    pressed(card);
    showLabels(card);
    tell(card);
    window.scrollTo(0, 0);
    if (focus) cardBox.querySelector(".record__title").focus({ preventScroll: true });
  }
  function leave() {
    if (cards[at] && !cards[at].fixed) cards[at].note = note.value;
  }
  function go(index, saying) {
    leave();
    at = index;
    render(true);
    var card = cards[at];
    var place = card ? "Record " + Math.min(state.done + 1, state.done + state.left) + " of " + (state.done + state.left) + ": " + card.title : lost ? "The records on this device are done. More come when the connection is back." : "Nothing more waits for you here.";
    api.announce((saying ? saying + ". " : "") + place);
    ahead();
  }
  function nextOpen() {
    for (var step = 1; step <= cards.length; step += 1) {
      var index = (at + step) % cards.length;
      if (isOpen(cards[index])) return index;
    }
    return -1;
  }
  function forward(saying) {
    var index = nextOpen();
    if (index >= 0) { go(index, saying); return; }
    if (exhausted) { go(cards.length, saying); return; }
    more().then(function () {
      var found = nextOpen();
      go(found >= 0 ? found : cards.length, saying);
    });
  }
  function ahead() {
    if (!exhausted && cards.filter(isOpen).length < 10) setTimeout(more, 60);
  }
  function more() {
    if (fetching) return fetching;
    var have = cards.filter(isOpen).length + box.length;
    var wish = taken() ? "&take=" + TAKE : "";
    var quiet = !box.length;
    var then = sent;
    fetching = request(state.urls.cards + "?have=" + have + wish).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer);
    }).then(function (told) {
      if (!outbox.isMine(told)) return false;
      var fresh = told.cards.filter(function (card) { return !find(card.slot); });
      exhausted = !fresh.length && have < MOST - AHEAD; // of more, the server deals none while so many are held
      lost = false;
      cards.push.apply(cards, fresh);
      // Told while nothing was on its way, the server's counts are the truth.
      if (quiet && then === sent) { state.done = told.done; state.left = told.left; progress(); }
      return taken() ? pack().then(function () { return true; }) : true;
    }).catch(function () {
      lost = true; // offline: asked again with the next vote, and from time to time where none is left to vote on
      return false;
    }).then(function (came) {
      fetching = null;
      if (lost && cardBox.hidden) setTimeout(again, 5000);
      return came;
    });
    return fetching;
  }
  function again() {
    if (!cardBox.hidden) return;
    more().then(function (came) {
      if (!came || !cardBox.hidden) return; // what has come stands behind what was voted on
      var found = nextOpen();
      if (found >= 0) go(found, "More records have come");
      else render(false);
    });
  }
  window.addEventListener("online", again);
  function loadPast(skip) {
    return request(state.urls.past + "?skip=" + skip).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer);
    }).then(function (told) { return outbox.isMine(told) ? told.cards : []; }).catch(function () {
      api.toast("Your earlier records could not be loaded. Try again when the connection is back.", { level: "error", seconds: 8 });
      return [];
    });
  }

  // ---- Acts ----
  function last(text) {
    var line = document.getElementById("last-vote");
    document.getElementById("last-vote-text").textContent = text;
    line.hidden = !text;
  }
  // True where it made a vote.
  function decide(verdict, reason) {
    var card = cards[at];
    if (!card) return false;
    if (card.fixed) { api.toast("Your vote on this record is fixed; My decisions says why."); return false; }
    if (verdict === "exclude" && !reason && state.reason_required) { openReasons(); return false; }
    var knew = card.verdict;
    if (!knew) { state.done += 1; state.left = Math.max(0, state.left - 1); }
    card.verdict = verdict;
    card.reason = verdict === "exclude" ? reason || null : null;
    card.note = note.value;
    voted = voted.filter(function (slot) { return slot !== card.slot; });
    voted.push(card.slot);
    undoButton.disabled = false;
    last(words[verdict] + " · " + card.title);
    progress();
    var body = { verdict: verdict, reason: card.reason || "", note: card.note, fence: card.fence };
    forward(words[verdict]);
    along(card);
    sent += 1;
    outbox.post({ kind: "vote", url: address(state.urls.decide, card.slot), body: body, slot: card.slot, title: card.title, stage: state.stage, knew: knew });
    return true;
  }
  function takeBack(card) {
    var knew = card.verdict;
    card.verdict = "";
    card.reason = null;
    state.done -= 1;
    state.left += 1;
    progress();
    last("");
    // What a page without script said of the vote is no longer so.
    document.querySelectorAll("#messages > *").forEach(function (message) { message.remove(); });
    go(cards.indexOf(card), "Vote taken back");
    along(card);
    sent += 1;
    outbox.post({ kind: "withdraw", url: address(state.urls.withdraw, card.slot), body: {}, slot: card.slot, title: card.title, stage: state.stage, knew: knew });
  }
  // Votes of an earlier visit are loaded once, when what is on its way is stored; who presses meanwhile waits behind it.
  var presses = 0;
  function undo() {
    var slot = voted.pop();
    if (slot) { takeBack(find(slot)); return; }
    presses += 1;
    if (presses === 1) outbox.whenSaved(function () { loadPast(0).then(undoEarlier); });
  }
  function undoEarlier(found) {
    var asked = presses;
    presses = 0;
    adopt(found);
    var earlier = found.filter(function (card) { return !card.fixed && voted.indexOf(card.slot) < 0; });
    voted = earlier.map(function (card) { return card.slot; }).reverse().concat(voted);
    if (!voted.length) { api.toast("There is no vote of yours left to undo here."); return; }
    for (; asked; asked -= 1) undo();
  }
  function adopt(found) {
    var older = found.filter(function (card) { return !find(card.slot); }).reverse();
    cards.unshift.apply(cards, older);
    at += older.length;
    return older.length;
  }
  function previous() {
    if (at > 0) { go(at - 1); return; }
    var standing = cards.filter(function (card) { return card.verdict; }).length;
    loadPast(standing).then(function (found) {
      if (adopt(found)) go(at - 1);
      else api.toast("This is your first record here.");
    });
  }
  function following() {
    if (at + 1 < cards.length) { go(at + 1); return; }
    more().then(function () {
      if (at + 1 < cards.length) { go(at + 1); return; }
      var index = nextOpen();
      if (index >= 0 && index !== at) go(index, "Back to the first record without a vote");
      else if (cards[at] && isOpen(cards[at])) api.toast("This is the last record that waits for you.");
      else go(cards.length);
    });
  }
  function openReasons() {
    if (!reasons) {
      api.toast("This stage needs a reason for every exclusion, and the review has none yet. The lead writes them in the settings.", { level: "error" });
      return;
    }
    reasons.open = true;
    var first = reasons.querySelector("button");
    first.focus();
    first.scrollIntoView({ block: "nearest" });
    api.announce("Choose a reason: press its number.");
  }
  function follow(selector) {
    var link = cardBox.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  }
  function toggle(details) {
    details.open = !details.open;
    details.querySelector("summary").focus();
  }

  // ---- Labels ----
  var labelButtons = Array.from(document.querySelectorAll("[data-label]"));
  function setLabel(card, id, on) {
    var others = (card.labels || []).filter(function (other) { return other !== Number(id); });
    card.labels = on ? others.concat(Number(id)) : others;
    if (cards[at] === card) showLabels(card);
  }
  function showLabels(card) {
    var names = [];
    labelButtons.forEach(function (button) {
      var on = (card.labels || []).indexOf(Number(button.dataset.label)) >= 0;
      button.setAttribute("aria-pressed", String(on));
      if (on) names.push(button.textContent.trim());
    });
    var chosen = document.getElementById("labels-chosen");
    if (chosen) chosen.textContent = names.join(", ");
  }
  labelButtons.forEach(function (button) {
    button.addEventListener("click", function (event) {
      event.preventDefault();
      var card = cards[at];
      if (!card) return;
      var on = button.getAttribute("aria-pressed") !== "true";
      setLabel(card, button.dataset.label, on);
      along(card);
      api.announce(button.textContent.trim() + (on ? " put on" : " taken off"));
      outbox.post({ kind: "label", url: address(state.urls.label, card.slot), body: { label: button.dataset.label, on: on ? "on" : "" }, slot: card.slot, title: card.title, stage: state.stage });
    });
  });

  var handing = document.getElementById("hand-back-form");
  handing.addEventListener("submit", function (event) {
    event.preventDefault();
    var card = cards[at];
    var why = document.getElementById("hand-back-why");
    if (!card) return;
    if (card.verdict) { api.toast("You have voted on this record. Undo your vote first, then hand it back."); return; }
    if (!why.value.trim()) { api.toast("Say in a few words why; the lead reads it.", { seconds: 8 }); why.focus(); return; }
    var interest = Boolean(event.submitter && event.submitter.name);
    card.gone = true;
    state.left = Math.max(0, state.left - 1);
    along(card);
    var body = { note: why.value, interest: interest ? "on" : "" };
    why.value = "";
    document.getElementById("not-mine").open = false;
    progress();
    forward("Handed back");
    sent += 1;
    outbox.post({ kind: "hand-back", url: address(state.urls.hand_back, card.slot), body: body, slot: card.slot, title: card.title, stage: state.stage });
  });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var by = event.submitter;
    if (!by) return;
    if (by.name === "verdict") decide(by.value);
    else if (by.name === "reason") decide("exclude", Number(by.value));
    else if (by.name === "undo") undo();
  });
  if (nextLink) nextLink.addEventListener("click", function (event) { event.preventDefault(); following(); });
  document.getElementById("go-previous").addEventListener("click", previous);

  // Keys, marks, text and swipes call these; see reading.js.
  api.screening = {
    page: page,
    card: cardBox,
    form: form,
    reasons: state.reasons,
    acts: {
      include: function () { return decide("include"); },
      exclude: function () { return decide("exclude"); },
      maybe: function () { return decide("maybe"); },
      undo: undo,
      next: following,
      previous: previous,
      labels: function () {
        var panel = document.getElementById("labels-panel");
        if (!panel) { api.toast("The review has no labels yet. The lead adds them under Screen, Labels."); return; }
        panel.open = !panel.open;
        (panel.open ? labelButtons[0] : panel.querySelector("summary")).focus();
      },
      note: function () { document.getElementById("note-panel").open = true; note.focus(); },
      criteria: function () { toggle(document.getElementById("criteria")); },
      fulltext: function () {
        if (!follow("[data-fulltext]") && !follow("[data-doi]")) api.toast("This record has no full text attached and no DOI.");
      },
    },
    because: function (reason) { if (cards[at]) decide("exclude", reason.id); },
    escape: function () {
      if (!reasons || !reasons.open) return false;
      reasons.open = false;
      render(true);
      return true;
    },
  };

  // ---- Cards taken along, for where there is no network ----
  var TAKE = 50;
  var SHELF = state.user + ":" + state.urls.cards + ":";
  var FLAG = "ketreview.taken." + SHELF;
  function taken() { return api.kept.get(FLAG, null); }
  function pack() {
    var open = cards.filter(isOpen);
    api.kept.set(FLAG, { count: open.length, done: state.done, left: state.left });
    showTaken();
    return api.cardsKept.put(SHELF, open);
  }
  function along(card) {
    if (!taken()) return;
    api.kept.set(FLAG, { count: cards.filter(isOpen).length, done: state.done, left: state.left });
    showTaken();
    setTimeout(function () { api.cardsKept.mark(SHELF, card); }, 30);
  }
  function unpack() {
    return api.cardsKept.all(SHELF).then(function (kept) {
      kept.forEach(function (card) {
        var here = find(card.slot);
        if (!here) { cards.push(card); here = card; }
        here.gone = here.gone || card.gone;
        if (!here.verdict) { here.verdict = card.verdict; here.reason = card.reason; here.note = card.note; }
      });
      var told = taken();
      state.done = told.done;
      state.left = told.left;
      progress();
    });
  }
  function showTaken() {
    var told = taken();
    document.getElementById("taken-state").textContent = told ? (told.count === 1 ? "1 record is" : told.count + " records are") + " on this device." : "No records are on this device.";
    document.getElementById("take-along").textContent = told ? "Take " + TAKE + " again" : "Take " + TAKE + " records along";
    document.getElementById("leave-here").hidden = !told;
  }
  function keepPage() {
    if (!window.caches || !navigator.serviceWorker) return Promise.resolve(false);
    return navigator.serviceWorker.register("/sw.js").then(function () { return navigator.serviceWorker.ready; }).then(function () {
      return fetch(location.pathname, { redirect: "error" });
    }).then(function (answer) {
      return answer.ok && caches.open("ketreview-pages").then(function (shelf) { return shelf.put(location.pathname, answer); });
    }).then(function (kept) { return kept !== false; }, function () { return false; });
  }
  document.getElementById("take-along").addEventListener("click", function () {
    api.kept.set(FLAG, { count: 0, done: state.done, left: state.left });
    // A question already on its way asks for fewer.
    Promise.resolve(fetching).then(more).then(function (came) {
      if (!came) { api.toast("The records could not be fetched. Try again when the connection is back.", { level: "error" }); return; }
      keepPage().then(function (kept) {
        var many = cards.filter(isOpen).length;
        api.toast(many + " records are on this device" + (kept ? "; this page opens without a connection." : ". Leave this page open: this browser cannot open it again without a connection."));
      });
    });
  });
  document.getElementById("leave-here").addEventListener("click", function () {
    api.kept.drop(FLAG);
    api.cardsKept.clear(SHELF);
    if (window.caches) caches.delete("ketreview-pages");
    showTaken();
    api.announce("The records are off this device.");
  });

  // ---- Start: what was left unsent comes first ----
  function replay(ops) {
    ops.forEach(function (op) {
      var card = find(op.slot);
      if (!card || op.stage !== state.stage) return;
      if (op.kind === "vote") {
        if (!card.verdict) { state.done += 1; state.left = Math.max(0, state.left - 1); }
        card.verdict = op.body.verdict;
        card.reason = op.body.reason || null;
        voted.push(card.slot);
      } else if (op.kind === "hand-back") {
        card.gone = true;
      } else if (op.kind === "label") {
        setLabel(card, op.body.label, Boolean(op.body.on));
      } else {
        card.verdict = "";
        voted = voted.filter(function (slot) { return slot !== card.slot; });
      }
    });
    if (ops.length) api.toast(outbox.toldOf(ops) + " from before " + (ops.length === 1 ? "is" : "are") + " being sent now.");
    undoButton.disabled = undoButton.disabled && !voted.length;
  }
  function begin() {
    if (cards.length && (at >= cards.length || !isOpen(cards[at])) && !/[?&]slot=/.test(location.search)) {
      var first = nextOpen();
      at = first >= 0 ? first : cards.length;
      render(false);
    } else if (cards.length) {
      pressed(cards[at]);
      showLabels(cards[at]);
      tell(cards[at]);
    }
    progress();
  }
  var left = outbox.leftOvers();
  replay(left);
  // Once they are stored the server is asked for its counts, after any question still on its way.
  if (left.length) outbox.whenSaved(function () { Promise.resolve(fetching).then(more); });
  begin();
  outbox.flush();
  outbox.rescued().then(function (ops) { if (ops.length) { replay(ops); begin(); } });
  showTaken();
  if (taken()) {
    more().then(function (came) {
      if (came) setTimeout(keepPage, 1500);
      else unpack().then(begin);
    });
  } else ahead();
  // The seats are ours for half an hour; an open page renews them.
  setInterval(more, 10 * 60 * 1000);
})();
