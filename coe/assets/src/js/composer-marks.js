// Findings on the words of a textarea: the same words lie under it, unseen but for their marks.
// Spans count Unicode code points; a textarea counts UTF-16 units.

const offset = (text, points) => {
  let units = 0;
  for (const sign of text) {
    if (points-- <= 0) break;
    units += sign.length;
  }
  return units;
};

export const marker = (box) => {
  const input = box.querySelector("textarea"), under = box.querySelector(".words-under");
  let findings = [], marked = "";

  const draw = () => {
    const text = input.value, parts = [];
    let at = 0;
    if (text === marked) {
      for (const finding of [...findings].sort((a, b) => a.start - b.start)) {
        const start = offset(text, finding.start), end = offset(text, finding.end);
        if (start < at || end <= start) continue;
        const mark = document.createElement("mark");
        mark.className = `find is-${finding.kind}`;
        mark.dataset.number = finding.number;
        mark.textContent = text.slice(start, end);
        parts.push(text.slice(at, start), mark);
        at = end;
      }
    }
    // A trailing line break needs something after it to have a height.
    under.replaceChildren(...parts, `${text.slice(at)}\u200b`);
    under.scrollTop = input.scrollTop;
  };

  input.addEventListener("input", draw);
  input.addEventListener("coe:words", draw);
  input.addEventListener("scroll", () => { under.scrollTop = input.scrollTop; });
  draw();

  return {
    field: box.dataset.field,
    input,
    mark(list) { findings = list; marked = input.value; draw(); },
    // Puts the suggestion in the place of the words, if they still stand there.
    apply(finding) {
      const text = input.value;
      if (!finding.words) {
        input.value = `${text.trimEnd()} ${finding.suggestion}`.trim();
        return true;
      }
      const start = offset(text, finding.start), end = offset(text, finding.end);
      if (text.slice(start, end) !== finding.words) return false;
      input.setRangeText(finding.suggestion, start, end, "end");
      input.focus();
      return true;
    },
  };
};
