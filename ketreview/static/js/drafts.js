// What was typed into a form and not sent stays when the page is left and opened again. It lies in this tab alone and
// goes with it, since computers are shared.
// <form data-draft="a name with the person in it" data-draft-fields="note">; with data-draft-sent as well, sending the
// form ends the draft. Without it the draft ends once the server shows another text than the one it was written over.
(function () {
  "use strict";
  function asServed(field) { return field.type === "hidden" ? "" : field.defaultValue; }
  function load(name) {
    try { return JSON.parse(sessionStorage.getItem(name)); } catch (_) { return null; }
  }
  function store(name, draft) {
    try {
      if (draft) sessionStorage.setItem(name, JSON.stringify(draft));
      else sessionStorage.removeItem(name);
    } catch (_) { /* without storage the text lasts until the page is left */ }
  }
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var name = "ketreview.draft." + form.dataset.draft;
    var fields = form.dataset.draftFields.split(" ").map(function (one) { return form.elements[one]; });
    var served = fields.map(asServed);
    var sent = false;
    function keep() {
      if (sent) return;
      var typed = fields.map(function (field) { return field.value; });
      store(name, typed.join("\n") === served.join("\n") ? null : { over: served, typed: typed });
    }
    var draft = load(name);
    if (draft && draft.over.join("\n") === served.join("\n")) {
      fields.forEach(function (field, at) { field.value = draft.typed[at]; });
    } else if (draft) store(name, null);
    form.addEventListener("input", keep);
    window.addEventListener("pagehide", keep);
    window.addEventListener("pageshow", function () { sent = false; });
    if ("draftSent" in form.dataset) form.addEventListener("submit", function () { sent = true; store(name, null); });
  });
})();
