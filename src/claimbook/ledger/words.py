"""What a word is, in any script."""

import re

# Accents, points and vowel signs, which Python counts among no word's letters.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f71-\u0fbc\u102b-\u103e\u17b4-\u17d3"
)
# Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no spaces between words.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# 1,000 and 5:40, km/h and railway's are one word each, as in the patterns of datapackage.json.
WORD = re.compile(rf"(?:[\w{MARKS}]|(?<=\d)[,.:'’](?=\d)|(?<=[^\W\d_])['’/](?=[^\W\d_]))+")
# A place within a word, where no quotation begins or ends.
WITHIN = re.compile(
    rf"(?<=[\w{MARKS}])(?:(?=[{MARKS}])|(?<![{UNSPACED}])(?![{UNSPACED}])(?=[\w{MARKS}]))"
)
