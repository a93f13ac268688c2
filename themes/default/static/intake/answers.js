/* What was answered, which questions are asked at all, and what is wrong with the answers. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var TEXT = { line: 1, paragraph: 1, list: 1 };

  sidan.isDay = function (text) {
    var match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text), date;
    if (!match) { return false; }
    date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(+match[1], +match[2] - 1, +match[3]);
    return date.getUTCMonth() === +match[2] - 1 && date.getUTCDate() === +match[3] && +match[1] > 0;
  };

  sidan.isTime = function (text) {
    var match = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)$/.exec(text);
    return !!match && sidan.isDay(match[1]) && +match[2] < 24 && +match[3] < 60;
  };

  /* `read(name)` gives what stands in an input. */
  sidan.answers = function (facts, read) {
    var rules = {}, forbidden = new RegExp(facts.forbidden, "g"), i;
    for (i = 0; i < facts.rules.length; i += 1) { rules[facts.rules[i].name] = facts.rules[i]; }

    function clean(text) {
      var whole = text.replace(/\r\n?/g, "\n");
      var kept = sidan.characters(whole).filter(function (c) { return !/^[\uD800-\uDFFF]$/.test(c); }).join("");
      return kept.replace(forbidden, "");
    }

    function raw(name) {
      var text = read(name);
      return TEXT[rules[name].type] ? clean(text).replace(/^\s+|\s+$/g, "") : text;
    }

    function isAccusation() {
      return raw("kind") === "petition" && raw("petition.class") === facts.accusation;
    }

    function isSealed() { return isAccusation() || raw("access") === "sealed"; }

    function isAsked(name) {
      var rule = rules[name];
      if (isSealed() && !rule.sealed) { return false; }
      if (name === "access" && isAccusation()) { return false; }
      return rule.when.every(function (row) {
        return isAsked(row[0]) && row[1].indexOf(raw(row[0])) >= 0;
      });
    }

    return {
      rules: rules,
      isSealed: isSealed,
      isAsked: isAsked,
      /* The answer to a question, "" where it is not asked. */
      of: function (name) { return isAsked(name) ? raw(name) : ""; },
      lines: function (name) {
        return this.of(name).split("\n").map(function (line) { return line.replace(/^\s+|\s+$/g, ""); })
          .filter(function (line) { return line !== ""; });
      }
    };
  };

  /* What is wrong: {wrong: [{name, text}], doubtful: [text]}. `label(name)` is a question's label. */
  sidan.judge = function (facts, words, answers, label, today) {
    var detect = sidan.detector(facts.personal), wrong = [], doubtful = [], kinds = {};
    facts.personal.kinds.forEach(function (kind) { kinds[kind.kind] = kind; });

    function say(name, word, values) {
      var all = values || {};
      all.label = label(name);
      wrong.push({ name: name, text: sidan.fill(words[word], all) });
    }

    function day(rule, text) {
      if (!sidan.isDay(text)) { say(rule.name, "date"); return; }
      if (text > today && !rule.ahead) { say(rule.name, "future", { today: today }); }
    }

    function time(rule, text) {
      if (!sidan.isTime(text)) { say(rule.name, "time"); return; }
      if (text.slice(0, 10) > today) { say(rule.name, "future", { today: today }); }
    }

    function personal(rule, text) {
      var found = detect(text), k, kind, spot, values;
      for (k = 0; k < found.length; k += 1) {
        kind = kinds[found[k].kind];
        spot = sidan.spot(text, found[k].start);
        values = { label: label(rule.name), line: spot.line, column: spot.column, kind: kind.label, help: kind.help };
        if (kind.blocks) { say(rule.name, "personal", values); } else { doubtful.push(sidan.fill(words.maybe, values)); }
      }
    }

    function text(rule, value) {
      var n = sidan.characters(value).length, conflict;
      if (rule.type === "line" && value.indexOf("\n") >= 0) { say(rule.name, "lines"); }
      if (rule.max && n > rule.max) { say(rule.name, "long", { n: n, max: rule.max }); }
      if (rule.name === "body") {
        conflict = new RegExp(facts.conflict, "m").exec(value);
        if (conflict) {
          say(rule.name, "conflict", { line: value.slice(0, conflict.index).split("\n").length });
        }
        if (unescape(encodeURIComponent(value)).length > facts.longest_body - 1024) {
          say(rule.name, "bytes", { max: Math.floor(facts.longest_body / 1024) - 1 });
        }
      }
      personal(rule, value);
    }

    facts.rules.forEach(function (rule) {
      var value = answers.of(rule.name);
      if (!answers.isAsked(rule.name)) { return; }
      if (value === "") {
        if (rule.need) { say(rule.name, TEXT[rule.type] || rule.type === "date" || rule.type === "datetime" ? "missing" : "choose"); }
      } else if (rule.type === "date" && rule.name !== "pii_reviewed") {
        day(rule, value);
      } else if (rule.type === "datetime") {
        time(rule, value);
      } else if (rule.type === "integer") {
        if (!/^(?:0|[1-9]\d{0,11})$/.test(value)) { say(rule.name, "whole"); }
      } else if (rule.type === "number") {
        if (!/^\d{1,12}(?:\.\d{1,4})?$/.test(value)) { say(rule.name, "number"); }
      } else if (TEXT[rule.type]) {
        text(rule, value);
      }
    });
    order(answers, say, label);
    if (answers.of("urgent") && answers.of("urgent.reported_at").slice(0, 10) > answers.of("found_on")) {
      doubtful.push(sidan.fill(words.urgent_day, { day: answers.of("found_on") }));
    }
    return { wrong: wrong, doubtful: doubtful };
  };

  /* Nothing is registered before it is found, and nothing is reported before that. */
  function order(answers, say, label) {
    var found = answers.of("found_on");
    if (!sidan.isDay(found)) { return; }
    ["registered_on", "urgent.reported_at"].forEach(function (name) {
      var value = answers.of(name).slice(0, 10);
      if (sidan.isDay(value) && value < found) { say(name, "before", { other: label("found_on"), day: found }); }
    });
  }
}());
