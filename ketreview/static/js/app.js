// Small enhancements over pages that already work as plain HTML: theme, menus, dialogs, toasts, drop zones,
// a guard for unsaved changes, and what htmx needs. Other modules use window.ketreview (see docs/design-system.md).
(function () {
  "use strict";
  var api = (window.ketreview = window.ketreview || {});
  var root = document.documentElement;

  function one(selector, scope) {
    return (scope || document).querySelector(selector);
  }
  function all(selector, scope) {
    return Array.from((scope || document).querySelectorAll(selector));
  }
  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // ---- Announcements for screen readers ----
  api.announce = function (text, assertive) {
    var region = document.getElementById(assertive ? "live-assertive" : "live-polite");
    if (!region) return;
    region.textContent = "";
    if (assertive) document.getElementById("live-polite").textContent = ""; // what it said may be true no longer
    // A new task, so that the same words said twice are read twice.
    setTimeout(function () { region.textContent = text; }, 30);
  };

  // ---- Toasts: short news that goes away; errors stay until dismissed ----
  api.toast = function (text, options) {
    options = options || {};
    var box = document.getElementById("toasts");
    if (!box) return function () {};
    var toast = make("div", "toast");
    toast.append(make("div", "toast__text", text));
    function close() { clearTimeout(timer); toast.remove(); }
    if (options.action) {
      var act = make("button", "btn btn-sm", options.action.label);
      act.type = "button";
      act.addEventListener("click", function () { close(); options.action.run(); });
      toast.append(act);
    }
    var dismiss = make("button", "btn btn-sm btn-icon", "×");
    dismiss.type = "button";
    dismiss.setAttribute("aria-label", "Dismiss");
    dismiss.addEventListener("click", close);
    toast.append(dismiss);
    box.append(toast);
    api.announce(text, options.level === "error");
    var lasting = options.level === "error" && !options.seconds;
    var timer = lasting ? 0 : setTimeout(close, (options.seconds || 8) * 1000);
    return close;
  };

  // ---- The bar of decisions: toasts and what has the focus keep clear of it, however high it is ----
  var bar = one(".decision-bar:not(.decision-bar--specimen)");
  if (bar) new ResizeObserver(function () {
    root.style.setProperty("--decision-bar", bar.offsetHeight + "px");
  }).observe(bar, { box: "border-box" });

  // ---- Theme ----
  function showTheme() {
    var choice = root.dataset.themeChoice || "system";
    all("[data-theme-set]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
    });
  }
  function setTheme(name) {
    try {
      localStorage.setItem("ketreview.theme", name);
    } catch (_) {
      api.toast("This browser does not keep settings, so the theme lasts until the page is left.");
    }
    api.theme.apply(name);
    showTheme();
    api.announce("Theme: " + name);
  }

  // ---- Dialogs ----
  api.open = function (id) {
    var dialog = document.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };
  api.confirm = function (text, label) {
    return new Promise(function (resolve) {
      var dialog = make("dialog", "dialog");
      dialog.setAttribute("aria-label", "Please confirm");
      var body = make("div", "dialog__body mt-3");
      body.append(make("p", "", text));
      var foot = make("div", "dialog__foot");
      var no = make("button", "btn", "Cancel");
      var yes = make("button", "btn btn-primary", label || "Continue");
      no.type = yes.type = "button";
      no.addEventListener("click", function () { dialog.close("no"); });
      yes.addEventListener("click", function () { dialog.close("yes"); });
      foot.append(no, yes);
      dialog.append(body, foot);
      // the second click of a double click on what asked is no answer, wherever it lands
      dialog.addEventListener("click", function (event) { if (event.detail > 1) event.stopPropagation(); }, true);
      dialog.addEventListener("close", function () {
        resolve(dialog.returnValue === "yes");
        dialog.remove();
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  };

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) return;
    var theme = target.closest("[data-theme-set]");
    if (theme) setTheme(theme.dataset.themeSet);
    var opener = target.closest("[data-dialog-open]");
    if (opener && api.open(opener.dataset.dialogOpen)) event.preventDefault();
    var closer = target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    if (target.matches("dialog.dialog[open]")) {
      var box = target.getBoundingClientRect();
      var inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside && event.detail === 1) target.close();
    }
    all("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(target)) menu.open = false;
    });
  });

  // ---- Keys: Escape closes a menu, ? opens the list of keys ----
  api.typing = function (event) {
    var element = event.target;
    return element instanceof Element &&
      (element.isContentEditable || element.matches("input, select, textarea, [role=textbox]"));
  };
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      all("details.menu[open]").forEach(function (menu) {
        menu.open = false;
        if (menu.contains(document.activeElement)) one("summary", menu).focus();
      });
    }
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "?" && plain && !api.typing(event) && !one("dialog[open]")) {
      if (api.open("shortcuts")) event.preventDefault();
    }
  });

  // ---- Ask before an act that cannot be undone: <button data-confirm="..."> or <form data-confirm="..."> ----
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var asker = (event.submitter && event.submitter.dataset.confirm && event.submitter) || form;
    if (!asker.dataset.confirm || asker.dataset.confirmed || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopPropagation();
    var submitter = event.submitter;
    api.confirm(asker.dataset.confirm, asker.dataset.confirmLabel).then(function (yes) {
      if (!yes) return;
      asker.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete asker.dataset.confirmed;
    });
  }, true);

  // ---- Unsaved changes: <form data-guard>, or ketreview.guard.hold("name") / .release("name") ----
  var held = new Set();
  api.guard = {
    hold: function (name) { held.add(name); },
    release: function (name) { held.delete(name); },
  };
  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target instanceof Element && event.target.closest("form[data-guard]");
      if (form) held.add(form);
    });
  });
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) held.delete(event.target);
  });
  window.addEventListener("beforeunload", function (event) {
    held.forEach(function (item) { if (item instanceof Element && !item.isConnected) held.delete(item); });
    if (held.size) event.preventDefault();
  });

  // ---- One press, one submit ----
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !("once" in form.dataset)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // ---- Drop zones: <div class="dropzone" data-dropzone data-max-bytes="..."> around a file input ----
  function fileSize(bytes) {
    if (bytes < 1024) return bytes + " bytes";
    if (bytes < 1048576) return Math.round(bytes / 1024) + " KB";
    return (bytes / 1048576).toFixed(1) + " MB";
  }
  function showFiles(zone, input) {
    var list = one(".dropzone__files", zone);
    var limit = Number(zone.dataset.maxBytes || 0);
    var all = Array.from(input.files);
    var tooBig = all.filter(function (file) { return limit && file.size > limit; });
    var fitting = all.filter(function (file) { return !tooBig.includes(file); });
    if (list) list.textContent = "";
    fitting.forEach(function (file) {
      if (!list) return;
      var row = make("li");
      row.append(make("span", "", file.name), make("span", "num", fileSize(file.size)));
      list.append(row);
    });
    zone.classList.toggle("is-refused", tooBig.length > 0);
    if (tooBig.length) {
      var words = tooBig.map(function (file) { return file.name + " is " + fileSize(file.size); }).join("; ");
      var kept = new DataTransfer();
      fitting.forEach(function (file) { kept.items.add(file); });
      input.files = kept.files;
      var others = fitting.length ? (fitting.length === 1 ? " The other file stays chosen." : " The other " + fitting.length + " files stay chosen.") : "";
      api.toast(words + ". The limit is " + fileSize(limit) + ". Split the file or export fewer records at once." + others, { level: "error" });
      return;
    }
    if (!input.files.length) return;
    api.announce(input.files.length === 1 ? "Chosen: " + input.files[0].name : input.files.length + " files chosen");
    if ("submitOnDrop" in zone.dataset) input.form.requestSubmit();
  }
  function enhanceZone(zone) {
    if (zone.dataset.ready) return;
    zone.dataset.ready = "yes";
    var input = one("input[type=file]", zone);
    var depth = 0;
    function over(on) { zone.classList.toggle("is-over", on); }
    zone.addEventListener("dragenter", function (event) { event.preventDefault(); depth += 1; over(true); });
    zone.addEventListener("dragover", function (event) { event.preventDefault(); });
    zone.addEventListener("dragleave", function () { depth -= 1; over(depth > 0); });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      depth = 0;
      over(false);
      if (!event.dataTransfer.files.length) return;
      if (!input.multiple && event.dataTransfer.files.length > 1) {
        api.toast("Drop one file at a time here.", { level: "error" });
        return;
      }
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", function () { showFiles(zone, input); });
  }

  // ---- Table rows and forms that ask for focus after a load or a swap ----
  function settle(scope) {
    all("[data-dropzone]", scope).forEach(enhanceZone);
    all("[data-narrows]", scope).forEach(narrow);
    var wanted = one("[data-focus]", scope);
    if (wanted) wanted.focus();
    showTheme();
  }

  // A select with data-narrows leaves in another one what its chosen option's data-kind allows (data-kinds there).
  function narrow(select) {
    var other = document.getElementById(select.dataset.narrows);
    var chosen = select.selectedOptions[0];
    var kind = chosen ? chosen.dataset.kind : undefined;
    if (!other) return;
    all("option[data-kinds]", other).forEach(function (option) {
      option.disabled = option.hidden = Boolean(kind) && option.dataset.kinds.split(" ").indexOf(kind) < 0;
    });
    var held = other.selectedOptions[0];
    if (held && held.disabled) other.selectedIndex = all("option", other).findIndex(function (option) { return !option.disabled; });
  }
  document.addEventListener("change", function (event) {
    var element = event.target;
    if (element instanceof Element && element.matches("[data-narrows]")) narrow(element);
  });

  // A select or checkbox with data-submit sends its form when it changes; a button stays for the rest.
  document.addEventListener("change", function (event) {
    var element = event.target;
    if (element instanceof Element && element.matches("[data-submit]")) element.form.requestSubmit();
  });

  // ---- htmx: token, errors in words, confirmation in our own dialog ----
  api.csrf = function () {
    var field = one("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  };
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = api.csrf();
  });
  document.addEventListener("htmx:confirm", function (event) {
    var asker = event.detail.elt;
    var text = asker.dataset.confirm || event.detail.question;
    if (!text) return;
    event.preventDefault();
    api.confirm(text, asker.dataset.confirmLabel).then(function (yes) {
      if (yes) event.detail.issueRequest(true);
    });
  });
  document.addEventListener("htmx:sendError", function () {
    api.toast("The server could not be reached. Nothing was lost; try again when you are back online.", { level: "error" });
  });
  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    var words = {
      401: "You have been signed out. Sign in in another tab, then repeat the last step here.",
      403: "Your role does not allow this, or your session ended. Reload the page and try again.",
      404: "This is no longer there. Reload the page to see what changed.",
      413: "The file is larger than the server accepts.",
      429: "Too many tries in a short time. Wait a minute, then try again.",
    };
    api.toast(words[status] || "The server answered with error " + status + ". The last step was not saved; try it again.", { level: "error" });
  });
  document.addEventListener("htmx:afterSettle", function (event) { settle(event.target); });
  document.addEventListener("toast", function (event) {
    var detail = event.detail || {};
    api.toast(detail.text || detail.value || "", { level: detail.level });
  });

  // ---- Signed out: what was taken along for reading offline goes; votes not yet sent stay ----
  function forgetTaken() {
    var taken = [];
    try { taken = Object.keys(localStorage).filter(function (name) { return name.startsWith("ketreview.taken."); }); } catch (_) { return; }
    if (!taken.length) return;
    taken.forEach(function (name) { localStorage.removeItem(name); });
    if (window.caches) caches.delete("ketreview-pages");
    var asked = indexedDB.open("ketreview");
    asked.onsuccess = function () {
      if (asked.result.objectStoreNames.contains("cards")) asked.result.transaction("cards", "readwrite").objectStore("cards").clear();
      asked.result.close();
    };
  }
  if (one("[data-forget]")) forgetTaken();

  settle(document);
})();
