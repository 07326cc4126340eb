"""Search in Chinese pages without a dictionary: every run of Chinese is cut into pairs, in the index and the query.

“结果待核实” becomes 结果 果待 待核 核实, so any two signs or more of it are found. One sign alone is indexed too.
"""

import re

from sphinx.search import SearchLanguage

CUT = re.compile(r"[㐀-鿿]+|[^\W㐀-鿿]+")
SPLIT = """
var splitQuery = function (query) {
  var found = [];
  var runs = query.toLowerCase().match(/[\\u3400-\\u9fff]+|[^\\s\\u3400-\\u9fff!-\\/:-@\\[-`{-~]+/g) || [];
  runs.forEach(function (run) {
    if (!/^[\\u3400-\\u9fff]/.test(run) || run.length < 2) { found.push(run); return; }
    for (var at = 0; at < run.length - 1; at += 1) found.push(run.slice(at, at + 2));
  });
  return found;
};
"""


class Pairs(SearchLanguage):
    lang = "zh"
    language_name = "Chinese"
    js_stemmer_code = "var Stemmer = function () { this.stemWord = function (word) { return word; }; };"
    js_splitter_code = SPLIT
    stopwords: set[str] = set()

    def split(self, text: str) -> list[str]:
        found: list[str] = []
        for run in CUT.findall(text):
            if not "㐀" <= run[0] <= "鿿":
                found.append(run)
                continue
            found += list(run)
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        return found

    def stem(self, word: str) -> str:
        return word.lower()

    def word_filter(self, word: str) -> bool:
        return bool(word)


def setup(app: object) -> dict[str, bool]:
    app.add_search_language(Pairs)  # type: ignore[attr-defined]
    return {"parallel_read_safe": True}
