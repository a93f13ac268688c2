/* The form on the page: which questions show, what is said of the answers, and how the file is given out. */
(function () {
  "use strict";
  var sidan = window.sidan, form = document.getElementById("intake");
  var facts = data("intake-facts"), words = data("intake-words");
  var draft = sidan.draft(facts), boxes = {}, touched = {}, number, made = null, places = {};
  var answers = sidan.answers(facts, read);

  function data(id) { return JSON.parse(document.getElementById(id).textContent); }
  function by(id) { return document.getElementById("intake-" + id); }
  function show(element, shown) { element.hidden = !shown; }
  function label(name) { return boxes[name].getAttribute("data-label"); }
  function two(n) { return (n < 10 ? "0" : "") + n; }

  function today() {
    var now = new Date();
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  /* The element that holds an answer; of radio buttons the group. */
  function input(name) {
    return boxes[name].querySelector("fieldset, select, textarea, input");
  }

  function radios(name) {
    return Array.prototype.slice.call(boxes[name].querySelectorAll("input[type=radio]"));
  }

  function read(name) {
    var chosen;
    switch (boxes[name].getAttribute("data-control")) {
    case "radio":
      chosen = radios(name).filter(function (radio) { return radio.checked; })[0];
      return chosen ? chosen.value : "";
    case "tick":
      return input(name).checked ? "yes" : "";
    default:
      return input(name).value.replace(/^\s+|\s+$/g, "");
    }
  }

  function write(name, value) {
    switch (boxes[name].getAttribute("data-control")) {
    case "radio":
      radios(name).forEach(function (radio) { radio.checked = radio.value === value; });
      break;
    case "tick":
      input(name).checked = value === "yes";
      break;
    default:
      input(name).value = value;
    }
  }

  /* Answers that depend on others */

  function offer(name, choices, empty) {
    var select = input(name), before = select.value;
    while (select.options.length > 0) { select.remove(0); }
    select.add(new Option(empty, ""));
    choices.forEach(function (choice) { select.add(new Option(choice[1], choice[0])); });
    select.value = choices.some(function (choice) { return choice[0] === before; }) ? before : "";
  }

  function narrow() {
    var place = places[read("village")], day = read("registered_on"), choose = input("village").options[0].text, here;
    offer("grid", place ? place.grids : [], place ? choose : words.first_village);
    here = (place ? place.registrars : []).filter(function (who) {
      return (!who.since || who.since <= day) && (!who.until || day <= who.until);
    });
    offer("by", here.map(function (who) { return [who.id, who.text]; }),
      here.length ? choose : place ? words.nobody : words.first_village);
  }

  function begin() {
    facts.begins.forEach(function (row) {
      if (row[0] !== read("kind")) { return; }
      if (!touched.level) { write("level", row[1]); }
      if (!touched.access) { write("access", row[2]); }
    });
  }

  function refresh() {
    begin();
    narrow();
    facts.rules.forEach(function (rule) { show(boxes[rule.name], answers.isAsked(rule.name)); });
    Array.prototype.forEach.call(form.querySelectorAll("section"), function (section) {
      show(section, section.querySelectorAll("[data-name]:not([hidden])").length > 0);
    });
    show(by("sealed"), answers.isSealed());
  }

  /* The draft */

  function keep() {
    var kept = {};
    facts.rules.forEach(function (rule) {
      var value = rule.sealed || !answers.isSealed() ? read(rule.name) : "";
      if (value) { kept[rule.name] = value; }
    });
    draft.save({ number: number, touched: touched, answers: kept });
  }

  function start(saved) {
    touched = (saved && saved.touched) || {};
    number = (saved && saved.number) || draft.fresh();
    facts.rules.forEach(function (rule) { write(rule.name, ""); });
    write("source", "grid");
    write("found_on", today());
    write("registered_on", today());
    if (Object.keys(places).length === 1) { write("village", Object.keys(places)[0]); }
    restore(saved ? saved.answers : {});
    narrow();
    restore(saved ? saved.answers : {});
    refresh();
    tell([]);
    show(by("draft"), !!saved);
    close();
  }

  function restore(kept) {
    facts.rules.forEach(function (rule) {
      if (typeof kept[rule.name] === "string") { write(rule.name, kept[rule.name]); }
    });
  }

  /* What is wrong */

  function tell(wrong) {
    var list = by("errors").querySelector("ul"), of = {};
    list.textContent = "";
    wrong.forEach(function (fault) {
      var line = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + input(fault.name).id;
      link.textContent = fault.text;
      link.addEventListener("click", function (event) { event.preventDefault(); goTo(fault.name); });
      line.appendChild(link);
      list.appendChild(line);
      of[fault.name] = (of[fault.name] ? of[fault.name] + " " : "") + fault.text;
    });
    facts.rules.forEach(function (rule) { mark(rule.name, of[rule.name] || ""); });
    show(by("errors"), wrong.length > 0);
  }

  function mark(name, text) {
    var element = input(name), said = document.getElementById(element.id + "-wrong");
    var hint = document.getElementById(element.id + "-hint"), ids = [];
    said.textContent = text;
    show(said, text !== "");
    if (hint) { ids.push(hint.id); }
    if (text) { ids.push(said.id); }
    if (ids.length) { element.setAttribute("aria-describedby", ids.join(" ")); } else { element.removeAttribute("aria-describedby"); }
    if (element.tagName !== "FIELDSET") {
      if (text) { element.setAttribute("aria-invalid", "true"); } else { element.removeAttribute("aria-invalid"); }
    }
    boxes[name].className = boxes[name].className.replace(" asked-wrong", "") + (text ? " asked-wrong" : "");
  }

  function goTo(name) {
    var element = boxes[name].getAttribute("data-control") === "radio" ? radios(name)[0] : input(name);
    boxes[name].scrollIntoView();
    element.focus();
  }

  /* The file */

  function close() {
    made = null;
    show(by("result"), false);
  }

  function make(event) {
    var judged, removed;
    if (event) { event.preventDefault(); }
    refresh();
    judged = sidan.judge(facts, words, answers, label, today());
    tell(judged.wrong);
    if (judged.wrong.length) {
      close();
      by("errors").focus();
      return;
    }
    made = sidan.record(facts, answers, number);
    removed = invisible();
    if (removed) { judged.doubtful.push(sidan.fill(words.removed, { n: removed })); }
    give(judged.doubtful);
  }

  /* How many invisible characters the answers hold that the file does not. */
  function invisible() {
    var pattern = new RegExp(facts.forbidden, "g"), n = 0;
    facts.rules.forEach(function (rule) {
      if (answers.isAsked(rule.name)) { n += (String(input(rule.name).value || "").match(pattern) || []).length; }
    });
    return n;
  }

  function give(doubtful) {
    var notes = by("notes"), link = by("download"), address = sidan.address(facts.target, made);
    by("where").textContent = sidan.fill(words.where, {
      folder: made.folder, file: made.file, village: places[made.village].name
    });
    if (facts.target && !address) { doubtful.push(words.too_long); }
    notes.textContent = "";
    doubtful.forEach(function (text) {
      var line = document.createElement("li");
      line.textContent = text;
      notes.appendChild(line);
    });
    show(notes, doubtful.length > 0);
    if (link.href.indexOf("blob:") === 0) { URL.revokeObjectURL(link.href); }
    link.href = URL.createObjectURL(new Blob([made.text], { type: "text/markdown;charset=utf-8" }));
    link.download = made.file;
    by("text").value = made.text;
    by("said").textContent = "";
    by("forge").href = address || "#intake-made";
    show(by("forge"), address !== "");
    show(by("result"), true);
    by("made").focus();
  }

  function copy() {
    var text = by("text"), done = false;
    text.focus();
    text.select();
    text.setSelectionRange(0, text.value.length);
    try { done = document.execCommand("copy"); } catch (error) { done = false; }
    by("said").textContent = done ? words.copied : words.not_copied;
  }

  function handedOut() { draft.remember(number); }

  Array.prototype.forEach.call(form.querySelectorAll("[data-name]"), function (box) {
    boxes[box.getAttribute("data-name")] = box;
  });
  facts.places.forEach(function (place) { places[place.id] = place; });
  form.addEventListener("submit", make);
  /* The file is closed as soon as something is written: closed any later, the page would move under a finger. */
  form.addEventListener("input", function () { keep(); close(); });
  form.addEventListener("change", function (event) {
    var box = event.target;
    while (box && !box.getAttribute("data-name")) { box = box.parentElement; }
    if (box) { touched[box.getAttribute("data-name")] = true; }
    refresh();
    keep();
    close();
  });
  by("discard").addEventListener("click", function () {
    draft.clear();
    start(null);
    input("village").focus();
  });
  by("renumber").addEventListener("click", function () {
    draft.remember(number);
    number = draft.fresh();
    keep();
    make();
  });
  by("again").addEventListener("click", function () {
    handedOut();
    draft.clear();
    start(null);
    window.scrollTo(0, 0);
    radios("kind")[0].focus();
  });
  by("copy").addEventListener("click", function () { copy(); handedOut(); });
  by("download").addEventListener("click", handedOut);
  by("forge").addEventListener("click", handedOut);
  show(document.getElementById("intake-plain"), false);
  show(form, true);
  start(draft.load());
}());
