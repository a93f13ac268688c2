/* The filters: what there is to choose, with the count each choice would leave, and what is chosen as chips. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var FEW = 10;
  var BY_COUNT = ["person", "category", "source"], NEWEST_FIRST = ["week"];

  /* `page` is {store, words, labels, own}; `choose(key, code, on)` is called when a choice is made. */
  sidan.panel = function (page, groups, chips, choose) {
    var store = page.store, words = page.words, whole = {}, boxes = {}, last = null;

    function isChosen(state, key, code) { return (state.chosen[key] || []).indexOf(code) >= 0; }

    function owned(element, key) {
      if (page.own && ["village", "grid", "person"].indexOf(key) >= 0) { element.lang = page.own; }
      return element;
    }

    /* One choice, made once and kept, so that it keeps the focus. */
    function box(key, code) {
      var name = key + " " + code, found = boxes[name], item, label, input, word, count;
      if (!found) {
        item = sidan.make("li");
        label = sidan.make("label", "choice");
        input = sidan.make("input");
        count = sidan.make("span", "count");
        input.type = "checkbox";
        input.addEventListener("change", function () { choose(key, code, input.checked); });
        label.appendChild(input);
        word = owned(sidan.make("span", "choice-word"), key);
        label.appendChild(word);
        label.appendChild(count);
        item.appendChild(label);
        found = boxes[name] = { item: item, input: input, word: word, count: count };
      }
      return found;
    }

    function order(key, codes, counts) {
      var numbers = store.codes[key].numbers;
      function count(code) { return counts[numbers[code]] || 0; }
      if (BY_COUNT.indexOf(key) >= 0) {
        codes.sort(function (a, b) { return count(b) - count(a) || (numbers[a] || 0) - (numbers[b] || 0); });
      }
      if (NEWEST_FIRST.indexOf(key) >= 0) { codes.sort().reverse(); }
      return codes;
    }

    /* What may be chosen: whatever would leave something, and whatever is chosen. */
    function choices(key, state, counts) {
      var codes = store.codes[key].codes.filter(function (code, number) { return counts[number] > 0 || isChosen(state, key, code); });
      (state.chosen[key] || []).forEach(function (code) { if (codes.indexOf(code) < 0) { codes.push(code); } });
      return order(key, codes, counts);
    }

    function one(group, state, counts) {
      var key = group.getAttribute("data-key"), list = group.getElementsByTagName("ul")[0], more = group.getElementsByTagName("button")[0];
      var codes = choices(key, state, counts), numbers = store.codes[key].numbers, focused = document.activeElement, rest = 0;
      group.hidden = codes.length === 0;
      if (!group.open && group.tagName === "DETAILS") { return; }
      if (!whole[key]) {
        rest = codes.length;
        codes = codes.filter(function (code, place) { return place < FEW || isChosen(state, key, code); });
        rest -= codes.length;
      }
      list.textContent = "";
      codes.forEach(function (code) {
        var choice = box(key, code);
        choice.input.checked = isChosen(state, key, code);
        choice.word.textContent = store.codes[key].word(code);
        choice.count.textContent = counts[numbers[code]] || 0;
        list.appendChild(choice.item);
      });
      more.hidden = rest === 0;
      more.textContent = sidan.fill(words.more_choices, { n: rest });
      if (focused && focused !== document.activeElement && list.contains(focused)) { focused.focus(); }
    }

    groups.forEach(function (group) {
      group.getElementsByTagName("button")[0].addEventListener("click", function () {
        whole[group.getAttribute("data-key")] = true;
        show(last.state, last.counts);
        group.getElementsByTagName("input")[FEW].focus();
      });
      group.addEventListener("toggle", function () { if (last) { one(group, last.state, last.counts[group.getAttribute("data-key")]); } });
    });

    function chip(key, code) {
      var item = sidan.make("li"), button = sidan.make("button", "chip"), cross = sidan.make("span", "chip-cross", "\u00D7");
      var word = store.codes[key].word(code), label = page.labels[key];
      button.type = "button";
      button.setAttribute("data-key", key);
      button.setAttribute("data-code", code);
      button.appendChild(document.createTextNode(code === "yes" ? label : sidan.fill(words.chip, { label: label, value: word })));
      cross.setAttribute("aria-hidden", "true");
      button.appendChild(cross);
      button.appendChild(sidan.make("span", "unseen", words.remove));
      button.addEventListener("click", function () { choose(key, code, false); });
      item.appendChild(button);
      return item;
    }

    function show(state, counts) {
      var all = document.createDocumentFragment(), n = 0;
      last = { state: state, counts: counts };
      groups.forEach(function (group) { one(group, state, counts[group.getAttribute("data-key")]); });
      store.keys.forEach(function (key) {
        (state.chosen[key] || []).forEach(function (code) {
          all.appendChild(chip(key, code));
          n += 1;
        });
      });
      chips.getElementsByTagName("ul")[0].textContent = "";
      chips.getElementsByTagName("ul")[0].appendChild(all);
      chips.hidden = n === 0;
    }

    return {
      show: show,
      /* What is chosen can be seen at once. */
      open: function (state) {
        groups.forEach(function (group) { if ((state.chosen[group.getAttribute("data-key")] || []).length) { group.open = true; } });
      }
    };
  };
}());
