/* The search page: a key press finds, a tick filters, the address keeps both. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var STEP = 20, PAUSE = 700, RENEWAL = 400;

  function byId(id) { return document.getElementById(id); }

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  var words = JSON.parse(byId("search-words").textContent), manifest = sidan.taken("manifest");
  var groups = all(".search-filter"), keys = [], labels = {}, input = byId("q"), list = byId("search-hits");
  var store, find, show, panel, loader, address, state, found = null, shown = STEP, restoring = null, renewed = 0, timer = 0, composing = false;

  groups.forEach(function (group) {
    keys.push(group.getAttribute("data-key"));
    labels[group.getAttribute("data-key")] = group.getAttribute("data-label");
  });

  function offered() {
    var own = {}, name;
    for (name in manifest.words) { if (Object.prototype.hasOwnProperty.call(manifest.words, name)) { own[name] = manifest.words[name]; } }
    own.type = Object.keys(words.type).map(function (kind) { return [kind, words.type[kind]]; });
    ["open", "overdue", "urgent"].forEach(function (key) { own[key] = [["yes", labels[key]]]; });
    return own;
  }

  function isAsking() { return state.q !== "" || keys.some(function (key) { return (state.chosen[key] || []).length > 0; }); }

  function isReading() {
    var progress = loader.progress;
    return progress.failed + progress.read < manifest.shards.length && !progress.waiting;
  }

  function progressSaid() {
    var progress = loader.progress;
    if (isReading()) { return sidan.fill(words.reading, { done: progress.done, all: progress.all }); }
    if (progress.failed) { return sidan.fill(words.failed, { done: progress.done, all: progress.all }); }
    return progress.waiting ? sidan.fill(words.waiting, { n: progress.waiting }) : "";
  }

  /* Read out once the typing pauses, not at every key. */
  function say() {
    var text = sidan.fill(isAsking() ? words.found : words.all, { n: found.hits.length });
    byId("search-count").textContent = text;
    byId("search-progress").textContent = progressSaid();
    byId("search-results").setAttribute("aria-busy", String(isReading()));
    byId("search-older").hidden = !loader.progress.waiting;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      byId("search-said").textContent = text;
      showWaysOut();
    }, PAUSE);
  }

  function showWaysOut() {
    var box = byId("search-none"), ways;
    if (found.hits.length || isReading()) { return; }
    ways = sidan.waysOut({ store: store, words: words, labels: labels }, find, state);
    all("ul", box)[0].textContent = "";
    ways.forEach(function (way) {
      var item = sidan.make("li"), button = sidan.make("button", "plainly", way.label);
      button.type = "button";
      button.addEventListener("click", function () {
        go(way.state);
        address.chosen(state);
        input.focus();
      });
      item.appendChild(button);
      item.appendChild(sidan.make("span", "count", sidan.fill(words.would, { n: way.count })));
      all("ul", box)[0].appendChild(item);
    });
  }

  function render() {
    found = find(state);
    show(list, found, shown);
    panel.show(state, found.counts);
    byId("search-none").hidden = found.hits.length > 0;
    if (found.hits.length > 0) { all("ul", byId("search-none"))[0].textContent = ""; }
    byId("search-more").hidden = found.hits.length <= shown;
    byId("search-more").textContent = sidan.fill(words.more, { n: Math.min(STEP, found.hits.length - shown) });
    say();
  }

  function go(next) {
    state = next;
    shown = STEP;
    input.value = state.q;
    panel.open(state);
    render();
  }

  function typed() {
    if (composing || input.value === state.q) { return; }
    state = { q: input.value, chosen: state.chosen };
    shown = STEP;
    loader.pressed();
    render();
    address.typed(state);
  }

  function choose(key, code, on) {
    var chosen = {};
    keys.forEach(function (other) { chosen[other] = (state.chosen[other] || []).slice(); });
    chosen[key] = chosen[key].filter(function (other) { return other !== code; });
    if (on) { chosen[key].push(code); }
    state = { q: state.q, chosen: chosen };
    shown = STEP;
    render();
    address.chosen(state);
    if (document.activeElement === document.body) { byId("search-count").focus(); }
  }

  function clear() {
    go({ q: "", chosen: {} });
    address.chosen(state);
    input.focus();
  }

  /* From the field into the list and through it by the arrows; back by Esc. */

  function links() { return all("h3 a", list); }

  function inField(event) {
    var first = links()[0];
    if (event.keyCode === 229 || event.isComposing) { return; }
    if (event.key === "ArrowDown" && first) {
      address.settled(state);
      first.focus();
    } else if (event.key === "Enter") {
      address.settled(state);
      if (first && found.terms.length === 1 && isExact(found.hits[0], found.terms[0])) { first.click(); } else if (first) { first.focus(); }
    } else if (event.key === "Escape" && input.value) {
      input.value = "";
      typed();
    } else { return; }
    event.preventDefault();
  }

  function isExact(at, term) { return store.entries[at].foldedId === term; }

  function inList(event) {
    var ways = links(), at = ways.indexOf(document.activeElement), next;
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "ArrowDown") { next = ways[at + 1] || (byId("search-more").hidden ? ways[at] : byId("search-more")); }
    if (event.key === "ArrowUp") { next = ways[at - 1] || input; }
    if (event.key === "Home") { next = ways[0]; }
    if (event.key === "End") { next = ways[ways.length - 1]; }
    if (event.key === "Escape") { next = input; }
    if (next) {
      next.focus();
      event.preventDefault();
    }
  }

  function showMore() {
    var before = shown;
    shown += STEP;
    render();
    if (links()[before]) { links()[before].focus(); }
  }

  function grown() {
    if (isReading() && Date.now() - renewed < RENEWAL) {
      say();
      return;
    }
    renewed = Date.now();
    render();
    if (restoring !== null && !isReading()) {
      window.scrollTo(0, restoring);
      restoring = null;
    }
  }

  function listen() {
    input.addEventListener("input", typed);
    input.addEventListener("compositionstart", function () { composing = true; });
    input.addEventListener("compositionend", function () { composing = false; typed(); });
    input.addEventListener("keydown", inField);
    input.addEventListener("blur", function () { address.settled(state); });
    list.addEventListener("keydown", inList);
    list.addEventListener("click", function () { address.leave(state, { shown: shown, top: window.pageYOffset }); });
    byId("search").addEventListener("submit", function (event) { event.preventDefault(); });
    byId("search-more").addEventListener("click", showMore);
    byId("search-clear").addEventListener("click", clear);
    byId("search-older").addEventListener("click", function () { loader.more(); });
    window.addEventListener("popstate", function () {
      go(sidan.readAddress(keys, window.location.search));
    });
  }

  function isWide() { return window.matchMedia && window.matchMedia("(min-width: 64rem)").matches; }

  function open() {
    var page;
    store = sidan.store(keys, offered(), manifest.case_path);
    page = { store: store, words: words, labels: labels, own: byId("search-live").getAttribute("data-own") || "" };
    find = sidan.finder(store);
    show = sidan.shower(page);
    panel = sidan.panel(page, groups, byId("search-chips"), choose);
    loader = sidan.loader(store, manifest.shards, grown);
    address = sidan.history(keys);
    byId("search-plain").hidden = true;
    byId("search-live").hidden = false;
    byId("search-filters").open = isWide();
    if (!isWide()) { groups.forEach(function (group) { group.open = false; }); }
    listen();
    if (window.history.state && window.history.state.shown) { restoring = window.history.state.top; }
    go(sidan.readAddress(keys, window.location.search));
    if (window.history.state && window.history.state.shown) { shown = window.history.state.shown; }
    if (restoring === null && isWide()) { input.focus(); }
    loader.start();
  }

  if (manifest) { open(); } else { byId("search-missing").hidden = false; }
}());
