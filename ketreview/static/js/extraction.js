// The extraction form: each cell is saved by itself a moment after typing stops. One request at a time, with the
// version the page was shown; a save that another window overtook is shown with both contents, a lost connection is
// retried, and leaving with unsaved cells warns. Without this script the form saves with its button.
(function () {
  "use strict";
  var WAIT = 700;
  var sheet = document.querySelector("form[data-sheet]");
  var api = window.ketreview || {};
  if (window.matchMedia("(min-width: 64rem)").matches) {
    document.querySelectorAll("details[data-open-wide]").forEach(function (box) { box.open = true; });
  }
  if (!sheet) return;
  var url = sheet.dataset.saveUrl;
  var saved = sheet.querySelector("[data-saved]");
  var cells = Array.from(sheet.querySelectorAll("[data-cell]")).map(makeCell);

  function part(box, name) { return box.querySelector('[name="' + box.dataset.cell + "-" + name + '"]'); }

  function makeCell(box) {
    var cell = {
      box: box, name: box.dataset.cell, text: part(box, "text"), nr: part(box, "nr"), page: part(box, "page"),
      quote: part(box, "quote"), seen: part(box, "seen"), say: box.querySelector(".cell__say"),
      place: box.querySelector("[data-place]"), timer: 0, busy: false, tries: 0, dirty: false, refused: false,
    };
    cell.kept = content(cell);
    box.addEventListener("input", function (event) { edited(cell, event.target); });
    box.addEventListener("change", function () { if (cell.dirty) soon(cell, 0); });
    cell.text.addEventListener("keydown", function (event) { move(cell, event); });
    var copy = box.querySelector("[data-copy-place]");
    if (copy) copy.addEventListener("click", function () { copyPlace(cell); });
    return cell;
  }

  function content(cell) {
    return [cell.text.value.trim(), cell.nr.checked, cell.page.value.trim(), cell.quote.value.trim()].join("\u001f");
  }

  // ---- Typing ----
  function edited(cell, target) {
    if (target === cell.text && /^\s*n\.?\s?r\.?\s*$/i.test(cell.text.value)) {
      cell.text.value = "";
      cell.nr.checked = true;
      if (api.announce) api.announce("Not reported");
    } else if (target === cell.text && cell.text.value.trim()) cell.nr.checked = false;
    else if (target === cell.nr && cell.nr.checked) cell.text.value = "";
    cell.dirty = content(cell) !== cell.kept;
    cell.refused = false;
    show(cell);
    if (cell.dirty) soon(cell, WAIT);
    tell();
  }

  function soon(cell, wait) {
    clearTimeout(cell.timer);
    cell.timer = setTimeout(function () { save(cell); }, wait);
  }

  function show(cell) {
    cell.box.dataset.state = cell.nr.checked ? "not_reported" : cell.text.value.trim() ? "filled" : "empty";
    cell.place.textContent = cell.page.value.trim() || (cell.quote.value.trim() ? "quoted" : "page, quote");
  }

  // ---- A passage marked in the PDF as the source of the number in the cell one was in last ----
  var current = null;
  sheet.addEventListener("focusin", function (event) {
    var box = event.target.closest("[data-cell]");
    if (box) current = cells.find(function (cell) { return cell.box === box; });
  });
  document.querySelectorAll("[data-use-passage]").forEach(function (pressed) {
    pressed.addEventListener("click", function () {
      if (!current) { api.toast("Go to the cell of the number first, then choose its passage.", { level: "error" }); return; }
      var passage = pressed.closest("[data-passage]");
      var said = passage.querySelector("[data-words]").textContent;
      current.page.value = passage.dataset.page;
      current.quote.value = said.length > 500 ? said.slice(0, 499) + "…" : said;
      edited(current, current.quote);
      api.announce(passage.dataset.page + " is the source of " + current.text.getAttribute("aria-label"));
      current.text.focus();
    });
  });

  // ---- Saving ----
  function save(cell) {
    if (!cell.dirty) return;
    // One after the other, so that the count that came last is the one that holds.
    if (cells.some(function (each) { return each.busy; })) return soon(cell, 50);
    cell.busy = true;
    cell.box.dataset.save = "saving";
    tell();
    var sent = content(cell);
    var body = new URLSearchParams({ cell: cell.name });
    body.set(cell.name + "-seen", cell.seen.value);
    body.set(cell.name + "-text", cell.text.value);
    if (cell.nr.checked) body.set(cell.name + "-nr", "1");
    body.set(cell.name + "-page", cell.page.value);
    body.set(cell.name + "-quote", cell.quote.value);
    fetch(url, {
      method: "POST", body: body, redirect: "manual",
      headers: { "X-CSRFToken": api.csrf(), Accept: "application/json" },
    }).then(function (answer) {
      var known = [200, 409, 422].indexOf(answer.status) >= 0;
      if (known) return answer.json().then(function (told) { settled(cell, answer.status, told, sent); });
      if (answer.status >= 500) return later(cell);
      refused(cell, "The server did not take it (" + (answer.status || "signed out") + "). Reload the page and sign in again; what is typed here is not stored.");
    }).catch(function () { later(cell); }).finally(function () {
      cell.busy = false;
      if (cell.dirty && !cell.refused && !cell.tries) soon(cell, 50);
      tell();
    });
  }

  function settled(cell, status, told, sent) {
    cell.tries = 0;
    if (status === 200) return stored(cell, told, sent);
    if (told.stored) return conflict(cell, told);
    refused(cell, told.error);
  }

  function stored(cell, told, sent) {
    cell.seen.value = told.seen;
    cell.kept = sent;
    cell.dirty = content(cell) !== sent;
    cell.box.dataset.save = "saved";
    cell.text.removeAttribute("aria-invalid");
    cell.say.textContent = "";
    list(cell.box.closest("[data-line]").querySelector("[data-findings]"), told.findings);
    cell.box.closest("[data-group]").querySelector("[data-glance]").textContent = told.glance ? "At a glance: " + told.glance + "." : "";
    sheet.querySelector("[data-unfilled]").textContent = told.unfilled;
  }

  function list(box, lines) {
    box.textContent = "";
    lines.forEach(function (line) {
      var item = document.createElement("li");
      item.textContent = line;
      box.append(item);
    });
  }

  function refused(cell, text) {
    cell.refused = true;
    cell.box.dataset.save = "error";
    cell.text.setAttribute("aria-invalid", "true");
    cell.say.textContent = "Not saved. " + text;
  }

  function conflict(cell, told) {
    var other = told.stored;
    refused(cell, "Another window saved this cell meanwhile: ");
    var words = [other.not_reported ? "not reported" : other.text || "empty", other.page, other.quote && "“" + other.quote + "”"];
    var strong = document.createElement("strong");
    strong.textContent = words.filter(Boolean).join(", ");
    cell.say.append(strong, button("Keep mine", function () {
      cell.seen.value = other.seen;
      cell.refused = false;
      cell.text.focus();
      soon(cell, 0);
    }), button("Take the stored one", function () {
      cell.text.value = other.text;
      cell.nr.checked = other.not_reported;
      cell.page.value = other.page;
      cell.quote.value = other.quote;
      cell.seen.value = other.seen;
      cell.kept = content(cell);
      cell.dirty = cell.refused = false;
      cell.box.dataset.save = "saved";
      cell.say.textContent = "";
      cell.text.removeAttribute("aria-invalid");
      cell.text.focus();
      show(cell);
      tell();
    }));
  }

  function button(label, run) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
  }

  function later(cell) {
    cell.tries += 1;
    cell.box.dataset.save = "offline";
    soon(cell, Math.min(30000, 1000 * Math.pow(2, cell.tries)));
  }

  // ---- The one line that says how the page stands ----
  function tell() {
    var waiting = cells.filter(function (cell) { return cell.dirty; });
    var offline = waiting.some(function (cell) { return cell.tries; });
    var stopped = waiting.some(function (cell) { return cell.refused; });
    var state = offline ? "offline" : stopped ? "error" : waiting.length ? "saving" : "saved";
    var count = waiting.length + (waiting.length === 1 ? " cell" : " cells");
    var words = { saved: "All saved", saving: "Saving…", error: count + " not saved", offline: "Offline: " + count + " wait here and are sent again" }[state];
    if (saved.dataset.state !== state || saved.textContent !== words) {
      saved.dataset.state = state;
      saved.textContent = words;
    }
    if (waiting.length) api.guard.hold("extraction");
    else api.guard.release("extraction");
  }

  // ---- Moving: Enter to the next cell, arrows to the arm above or below ----
  function move(cell, event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    var here = cells.indexOf(cell);
    var next = null;
    if (event.key === "Enter") next = cells[here + (event.shiftKey ? -1 : 1)];
    else if (event.key === "ArrowDown") next = below(cell, 1);
    else if (event.key === "ArrowUp") next = below(cell, -1);
    else if (event.key === "ArrowRight" && cell.text.selectionStart === cell.text.value.length) next = cells[here + 1];
    else if (event.key === "ArrowLeft" && cell.text.selectionEnd === 0) next = cells[here - 1];
    else return;
    if (event.key === "Enter") event.preventDefault();
    if (!next) return;
    event.preventDefault();
    next.text.focus();
    next.text.select();
  }

  function below(cell, step) {
    var field = cell.name.split("-")[2];
    var column = cells.filter(function (each) { return each.name.split("-")[2] === field; });
    return column[column.indexOf(cell) + step];
  }

  // ---- The same page and quote for the whole table ----
  function copyPlace(from) {
    var group = from.box.closest("[data-group]");
    cells.forEach(function (cell) {
      if (cell === from || !group.contains(cell.box)) return;
      cell.page.value = from.page.value;
      cell.quote.value = from.quote.value;
      edited(cell, cell.page);
    });
    if (api.announce) api.announce("Page and quote copied to the other cells of this table.");
  }

  // ---- Completing waits for what is still on its way ----
  sheet.addEventListener("submit", function () {
    cells.forEach(function (cell) { clearTimeout(cell.timer); });
    api.guard.release("extraction");
  });
  window.addEventListener("online", function () { cells.forEach(function (cell) { if (cell.dirty) save(cell); }); });
})();
