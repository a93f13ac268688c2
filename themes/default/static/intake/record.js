/* Answers as a record: what the case file holds, where it belongs, and the address of the forge's page for a new file. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var TEXT = { line: 1, paragraph: 1, list: 1 };
  var OWN = { by: 1, body: 1, urgent: 1, pii_reviewed: 1, access: 1 };

  sidan.record = function (facts, answers, number) {
    var sealed = answers.isSealed(), by = sidan.code(answers.of("by")), registered = answers.of("registered_on");
    var id = facts.town + "-" + registered.slice(0, 4) + "-" + number, orders = {}, body = "", values;
    facts.keys.forEach(function (row) { orders[row[0]] = row[1]; });
    values = {
      id: sidan.code(id),
      status: sidan.code(facts.status),
      access: sidan.code(sealed ? "sealed" : answers.of("access")),
      first_handler: by,
      events: [{ on: sidan.code(registered), move: sidan.code("register"), by: by }]
    };
    facts.rules.forEach(function (rule) {
      if (!OWN[rule.name] && answers.of(rule.name) !== "") { put(values, rule, answers); }
    });
    if (answers.of("pii_reviewed")) { values.pii_reviewed = sidan.code(registered); }
    if (sealed) {
      values.title = facts.sealed_title;
      values.category = sidan.code("other");
    } else {
      body = answers.of("problem") + (answers.of("body") ? "\n\n" + answers.of("body") : "");
    }
    return {
      id: id,
      village: answers.of("village"),
      folder: "cases/" + answers.of("village"),
      file: id + ".md",
      text: sidan.caseFile(values, body, orders)
    };
  };

  function put(values, rule, answers) {
    var path = rule.name.split("."), group = values, value = answers.of(rule.name);
    if (path.length > 1) {
      group = values[path[0]] = values[path[0]] || {};
    }
    if (rule.name === "points") {
      value = answers.lines(rule.name).map(function (line) { return { what: line }; });
    } else if (rule.type === "list") {
      value = answers.lines(rule.name);
    } else if (rule.type === "datetime") {
      value = sidan.code(value.replace("T", " "));
    } else if (!TEXT[rule.type]) {
      value = sidan.code(value);
    }
    group[path[path.length - 1]] = value;
  }

  function segments(path) { return path.split("/").map(encodeURIComponent).join("/"); }

  /* The address of the page for a new file on the town's forge, "" where there is none or it would be too long. */
  sidan.address = function (target, made) {
    var branch = target && segments(target.branch), enc = encodeURIComponent, address;
    if (!target) { return ""; }
    switch (target.kind) {
    case "github":
      address = "/new/" + branch + "?filename=" + enc(made.folder + "/" + made.file) + "&value=" + enc(made.text);
      break;
    case "gitlab":
      address = "/-/new/" + branch + "/" + made.folder + "?file_name=" + enc(made.file) + "&content=" + enc(made.text);
      break;
    default:
      address = "/_new/" + branch + "/" + made.folder + "?filename=" + enc(made.file) + "&value=" + enc(made.text);
    }
    address = target.repository + address;
    return address.length > target.longest ? "" : address;
  };
}());
