/* Keys for the whole site. A single key does something only outside of fields, and can be switched off. */
(function () {
  "use strict";
  var KEPT = "sidan-keys", help = document.getElementById("keys"), tick = document.getElementById("keys-on"), before = null;

  function isOn() {
    try { return window.localStorage.getItem(KEPT) !== "off"; } catch (error) { return tick.checked; }
  }

  function keep() {
    try { window.localStorage.setItem(KEPT, tick.checked ? "on" : "off"); } catch (error) { /* kept for this page only */ }
  }

  function isField(element) {
    return /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable;
  }

  function field() { return document.getElementById("q") || document.getElementById("finder"); }

  function open() {
    before = document.activeElement;
    tick.checked = isOn();
    help.hidden = false;
    document.getElementById("keys-close").focus();
  }

  function close() {
    help.hidden = true;
    if (before && before.focus) { before.focus(); }
  }

  /* The focus stays in the help while it is open. */
  function turn(event) {
    var close = document.getElementById("keys-close");
    (document.activeElement === close ? tick : close).focus();
    event.preventDefault();
  }

  function rows() {
    var found = document.querySelectorAll("main .rows th[scope=row] a, main .hit h3 a"), shown = [], i;
    for (i = 0; i < found.length; i += 1) { if (found[i].offsetParent) { shown.push(found[i]); } }
    return shown;
  }

  /* To the next or the former row of the page's lists. */
  function step(by) {
    var all = rows(), at = all.indexOf(document.activeElement);
    at = at < 0 ? (by > 0 ? 0 : -1) : at + by;
    if (all[at]) { all[at].focus(); }
    return all.length > 0;
  }

  function single(key) {
    if (key === "/" && field()) {
      field().focus();
      field().select();
      return true;
    }
    if (key === "?") {
      open();
      return true;
    }
    return (key === "j" && step(1)) || (key === "k" && step(-1));
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (!help.hidden) {
      if (event.key === "Escape") { close(); }
      if (event.key === "Tab") { turn(event); }
      return;
    }
    if (event.key === "Escape" && document.activeElement.id === "finder") {
      document.activeElement.blur();
      return;
    }
    if (!isField(event.target) && isOn() && single(event.key)) { event.preventDefault(); }
  });
  help.addEventListener("click", function (event) { if (event.target === help) { close(); } });
  tick.addEventListener("change", keep);
  document.getElementById("keys-close").addEventListener("click", close);
  document.getElementById("keys-open").addEventListener("click", open);
}());
