# ruff: noqa: E501 - a message stands on one line, as it is printed
"""Ledgers with one thing broken, and exactly what is said about each.

Every case is one edit of the river ledger, as an editor or a spreadsheet makes it, or one file put in the
place of another.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from claimbook import ledger, sheets

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
SAVE = (
    "save it again: in Excel as “CSV UTF-8 (Comma delimited)”; in LibreOffice tick “Edit filter "
    "settings” and choose Unicode (UTF-8) and a comma"
)
FILES = (
    "a ledger folder holds claims.csv, sources.csv, origins.csv, questions.csv, conventions.csv, "
    "not_claims.csv and datapackage.json"
)

# name, file, text that stands in it once, what replaces it, everything that is then said
EDITS = [
    (
        "a German thousands separator in a count",
        "claims.csv",
        '1,200 rescuers in the valley",exact,1200,1200',
        '1,200 rescuers in the valley",exact,1.200,1.200',
        [
            'claims.csv:6: high: "1.200" is not a number; write 1200',
            'claims.csv:6: low: "1.200" is not a number; write 1200',
        ],
    ),
    (
        "a three-digit decimal that may be thousands",
        "claims.csv",
        "exact,3500000,3500000",
        "exact,3.500,3.500",
        [
            'claims.csv:12: high: "3.500" may be 3500 or 3.5; write 3500 or, for the decimal, 3.5',
            'claims.csv:12: low: "3.500" may be 3500 or 3.5; write 3500 or, for the decimal, 3.5',
        ],
    ),
    (
        "an English thousands separator",
        "claims.csv",
        "about,2500,2500",
        'about,"2,500","2,500"',
        [
            'claims.csv:10: high: "2,500" is not a number; write 2500',
            'claims.csv:10: low: "2,500" is not a number; write 2500',
        ],
    ),
    (
        "a decimal comma",
        "claims.csv",
        "nearly,20,20",
        'nearly,"20,5","20,5"',
        [
            'claims.csv:11: high: "20,5" is not a number; write 20.5',
            'claims.csv:11: low: "20,5" is not a number; write 20.5',
        ],
    ),
    (
        "a non-breaking space between thousands",
        "claims.csv",
        "about,2500,2500",
        "about,2\xa0500,2\xa0500",
        [
            'claims.csv:10: high: "2\\xa0500" is not a number; write 2500',
            'claims.csv:10: low: "2\\xa0500" is not a number; write 2500',
        ],
    ),
    (
        "number and word",
        "claims.csv",
        "exact,5250000,5250000",
        "exact,5.25 million,5.25 million",
        [
            'claims.csv:29: high: "5.25 million" is not a number; write 5250000',
            'claims.csv:29: low: "5.25 million" is not a number; write 5250000',
        ],
    ),
    (
        "a spelt number",
        "claims.csv",
        "valley,exact,8,8",
        "valley,exact,eight,eight",
        [
            'claims.csv:14: high: "eight" is not a number; write 8',
            'claims.csv:14: low: "eight" is not a number; write 8',
        ],
    ),
    (
        "a percent sign",
        "claims.csv",
        "nearly,20,20",
        "nearly,20%,20%",
        [
            'claims.csv:11: high: "20%" is not a number; write 20',
            'claims.csv:11: low: "20%" is not a number; write 20',
        ],
    ),
    (
        "a hedge inside the number",
        "claims.csv",
        "exact,23,23",
        "exact,~23,23+",
        [
            'claims.csv:22: high: "23+" is not a number; write 23 and put the hedge into qualifier',
            'claims.csv:22: low: "~23" is not a number; write 23 and put the hedge into qualifier',
        ],
    ),
    (
        "a range in one cell",
        "claims.csv",
        "between,30,36",
        "between,30-36,",
        [
            "claims.csv:21: high: is empty; between needs it, write the figure as printed",
            'claims.csv:21: low: "30-36" is not a number; write 30 into low, 36 into high and between into qualifier',
        ],
    ),
    (
        "scientific notation of a spreadsheet",
        "claims.csv",
        "exact,5250000,5250000",
        "exact,5.25E+06,5.25E+06",
        [
            'claims.csv:29: high: "5.25E+06" is not a number: a spreadsheet has shortened it; write all its digits',
            'claims.csv:29: low: "5.25E+06" is not a number: a spreadsheet has shortened it; write all its digits',
        ],
    ),
    (
        "a number that became a date",
        "claims.csv",
        "between,30,36",
        "between,5-Jan,36",
        [
            'claims.csv:21: low: "5-Jan" is not a number but a date, as spreadsheets make of 5-1; write the number as printed'
        ],
    ),
    (
        "a number of more than 15 digits",
        "claims.csv",
        "exact,19,19",
        "exact,1234567890123456,1234567890123456",
        [
            'claims.csv:31: high: "1234567890123456" is not a number of at most 15 digits; write it in a larger unit',
            'claims.csv:31: low: "1234567890123456" is not a number of at most 15 digits; write it in a larger unit',
        ],
    ),
    (
        "a German date in as_of",
        "claims.csv",
        ",2019-03-09,water-board,,\nwb-deaths,",
        ",09.03.2019,water-board,,\nwb-deaths,",
        ['claims.csv:2: as_of: "09.03.2019" is not an ISO date; write 2019-03-09'],
    ),
    (
        "an American or British date",
        "claims.csv",
        "eight people had died in the valley,exact,8,8,,2019-03-05",
        "eight people had died in the valley,exact,8,8,,3/5/2019",
        [
            'claims.csv:14: as_of: "3/5/2019" is not an ISO date; write 2019-05-03 or 2019-03-05, as printed'
        ],
    ),
    (
        "a date without its year",
        "claims.csv",
        "eight people had died in the valley,exact,8,8,,2019-03-05",
        "eight people had died in the valley,exact,8,8,,5-Mar",
        [
            'claims.csv:14: as_of: "5-Mar" is not an ISO date: its year is lost; write the year before it, such as 2022-03-05'
        ],
    ),
    (
        "a date in words",
        "claims.csv",
        "exact,2019-03-04,2019-03-04",
        "exact,4 March 2019,4 March 2019",
        [
            'claims.csv:32: high: "4 March 2019" is not an ISO date; write 2019-03-04',
            'claims.csv:32: low: "4 March 2019" is not an ISO date; write 2019-03-04',
        ],
    ),
    (
        "a spreadsheet's day number",
        "claims.csv",
        "exact,2019-03-04,2019-03-04",
        "exact,43528,43528",
        [
            'claims.csv:32: high: "43528" is not an ISO date but a spreadsheet\'s number for a day; write 2019-03-04',
            'claims.csv:32: low: "43528" is not an ISO date but a spreadsheet\'s number for a day; write 2019-03-04',
        ],
    ),
    (
        "a day the calendar lacks",
        "claims.csv",
        "from,2019-03-05",
        "from,2019-02-30",
        [
            'claims.csv:13: low: "2019-02-30" is no day of the calendar; correct the day, the month or the hour'
        ],
    ),
    (
        "a time with a space",
        "claims.csv",
        "exact,2019-03-04T23:30,2019-03-04T23:30",
        "exact,2019-03-04 23:30,2019-03-04 23:30",
        [
            'claims.csv:33: high: "2019-03-04 23:30" is not an ISO date; write 2019-03-04T23:30',
            'claims.csv:33: low: "2019-03-04 23:30" is not an ISO date; write 2019-03-04T23:30',
        ],
    ),
    (
        "an interval with a dash",
        "sources.csv",
        "2019-03-06/2019-03-10",
        "2019-03-06 – 2019-03-10",
        [
            'sources.csv:6: published: "2019-03-06 – 2019-03-10" is not an ISO date or interval; write 2019-03-06/2019-03-10'
        ],
    ),
    (
        "an interval backwards",
        "sources.csv",
        "2019-03-06/2019-03-10",
        "2019-03-10/2019-03-06",
        [
            'sources.csv:6: published: "2019-03-10/2019-03-06" ends before it starts; write 2019-03-06/2019-03-10'
        ],
    ),
    (
        "a published date with dots",
        "sources.csv",
        "bulletin,2019-03-08",
        "bulletin,8.3.2019",
        ['sources.csv:4: published: "8.3.2019" is not an ISO date; write 2019-03-08'],
    ),
    (
        "low above high",
        "claims.csv",
        "between,30,36",
        "between,36,30",
        ['claims.csv:21: low: "36" is above the high 30; swap the two'],
    ),
    (
        "dates backwards",
        "claims.csv",
        "until,,2019-03-08",
        "between,2019-03-09,2019-03-08",
        ['claims.csv:39: low: "2019-03-09" is above the high 2019-03-08; swap the two'],
    ),
    (
        "a single figure with two values",
        "claims.csv",
        "exact,23,23",
        "exact,23,32",
        [
            'claims.csv:22: high: "32" is not the low 23; exact takes one figure in both, write it twice or take the qualifier between'
        ],
    ),
    (
        "a single figure in one column only",
        "claims.csv",
        "exact,23,23",
        "exact,23,",
        ["claims.csv:22: high: is empty; exact takes one figure in low and in high, write 23"],
    ),
    (
        "a ceiling for at least",
        "claims.csv",
        "at least,12,",
        "at least,12,12",
        [
            'claims.csv:15: high: "12" does not belong here: at least gives no ceiling; leave it empty'
        ],
    ),
    (
        "a floor for up to",
        "claims.csv",
        "up to,,9",
        "up to,0,9",
        ['claims.csv:20: low: "0" does not belong here: up to gives no floor; leave it empty'],
    ),
    (
        "more than without a number",
        "claims.csv",
        "more than,40,",
        "more than,,",
        ["claims.csv:5: low: is empty; more than needs it, write the figure as printed"],
    ),
    (
        "a number beside a vague word",
        "claims.csv",
        "dozens,,",
        "dozens,24,",
        [
            'claims.csv:17: low: "24" does not belong here: dozens is a word without a number; leave it empty, or write the qualifier of the number'
        ],
    ),
    (
        "no qualifier",
        "claims.csv",
        "exact,23,23",
        ",23,23",
        ["claims.csv:22: qualifier: is empty; write exact for a figure without a hedge"],
    ),
    (
        "a misspelt qualifier",
        "claims.csv",
        "at least,12,",
        "at leest,12,",
        [
            'claims.csv:15: qualifier: "at leest" is not in conventions.csv; did you mean "at least"?'
        ],
    ),
    (
        "a qualifier in capitals",
        "claims.csv",
        "valley,exact,23,23",
        "valley,Exact,23,23",
        ['claims.csv:22: qualifier: "Exact" is not in conventions.csv; did you mean "exact"?'],
    ),
    (
        "a qualifier no convention has",
        "claims.csv",
        "several,,",
        "umpteen,,",
        [
            'claims.csv:23: qualifier: "umpteen" is not in conventions.csv; add it there, or write a qualifier that is there'
        ],
    ),
    (
        "a choice without an answer",
        "claims.csv",
        "opened the upper dam after the breach,,,,after the breach",
        "opened the upper dam after the breach,,,,",
        [
            "claims.csv:9: answer: is empty; write one of: before the breach, after the breach, never"
        ],
    ),
    (
        "an answer the question does not allow",
        "claims.csv",
        "The sirens sounded in every district,,,,yes",
        "The sirens sounded in every district,,,,Yes",
        ['claims.csv:8: answer: "Yes" is no answer to sirens; write one of: yes, no'],
    ),
    (
        "a figure for a choice",
        "claims.csv",
        "The sirens sounded in every district,,,,yes",
        "The sirens sounded in every district,exact,1,1,yes",
        [
            'claims.csv:8: high: "1" does not belong here: sirens is a choice; leave it empty and fill answer',
            'claims.csv:8: low: "1" does not belong here: sirens is a choice; leave it empty and fill answer',
            'claims.csv:8: qualifier: "exact" does not belong here: sirens is a choice; leave it empty and fill answer',
        ],
    ),
    (
        "an answer to a count",
        "claims.csv",
        "exact,23,23,,",
        "exact,23,23,yes,",
        [
            'claims.csv:22: answer: "yes" does not belong here: deaths asks for a figure; leave it empty and fill low and high'
        ],
    ),
    (
        "a misspelt question",
        "claims.csv",
        "wb-injured,water-board,injured",
        "wb-injured,water-board,injurd",
        ['claims.csv:5: question_id: "injurd" is not in questions.csv; did you mean "injured"?'],
    ),
    (
        "a source that is not listed",
        "claims.csv",
        "wb-injured,water-board",
        "wb-injured,orvel-times",
        [
            'claims.csv:5: source_id: "orvel-times" is not in sources.csv; add it there, or write a source_id that is there'
        ],
    ),
    (
        "an empty origin",
        "claims.csv",
        "2019-03-08,relief-league,,\nrl-injured-children",
        "2019-03-08,,,\nrl-injured-children",
        ["claims.csv:22: origin_id: is empty; every row needs its origin_id"],
    ),
    (
        "an id in capitals with a space",
        "claims.csv",
        "wb-injured,water-board",
        "WB Injured,water-board",
        [
            'claims.csv:5: claim_id: "WB Injured" is no id: only a-z, 0-9 and hyphens; write wb-injured'
        ],
    ),
    (
        "an id used twice",
        "claims.csv",
        "rl-bread",
        "rp-bread",
        [
            'claims.csv:28: claim_id: "rp-bread" stands in line 20 already; give one of the two rows another claim_id'
        ],
    ),
    (
        "a paragraph that is no number",
        "claims.csv",
        "breach,,3,gave way",
        "breach,,3.0,gave way",
        ['claims.csv:2: paragraph: "3.0" is not a whole number; write 3'],
    ),
    (
        "paragraph zero",
        "claims.csv",
        "breach,,3,gave way",
        "breach,,0,gave way",
        ['claims.csv:2: paragraph: "0" is too small; write 1 or more'],
    ),
    (
        "a quotation of nine words",
        "claims.csv",
        "gave way on 5 March 2019",
        "dyke at Hask gave way on 5 March 2019",
        [
            'claims.csv:2: wording: "dyke at Hask gave way on 5 March 2019" has 9 words; quote at most 8: the figure, its hedge and what is counted'
        ],
    ),
    (
        "a quotation over two lines, and the lines after it",
        "claims.csv",
        "gave way on 5 March 2019,exact,2019-03-05,2019-03-05,,2019-03-09,water-board,,\nwb-deaths,water-board,deaths,,4,",
        '"gave way\non 5 March",exact,2019-03-05,2019-03-05,,2019-03-09,water-board,,\nwb-deaths,water-board,deaths,,four,',
        [
            'claims.csv:2: wording: "gave way\\non 5 March" runs over two lines; write it on one line, as printed',
            'claims.csv:4: paragraph: "four" is not a whole number; write 4',
        ],
    ),
    (
        "a quotation without a word",
        "claims.csv",
        "gave way on 5 March 2019",
        "…",
        ['claims.csv:2: wording: "…" holds no word; quote the fragment that states the figure'],
    ),
    (
        "a space before an id",
        "claims.csv",
        "wb-injured,water-board",
        "wb-injured, water-board",
        [
            'claims.csv:5: source_id: " water-board" has a space before or after it; write "water-board"'
        ],
    ),
    (
        "a non-breaking space after a qualifier",
        "claims.csv",
        "several,,",
        "several\xa0,,",
        [
            'claims.csv:23: qualifier: "several\\xa0" has a space before or after it; write "several"'
        ],
    ),
    (
        "an escape sequence of a terminal",
        "claims.csv",
        "The rescuer's name is withheld",
        "\x1b[2J name withheld",
        [
            'claims.csv:15: note: "\\x1b[2J name withheld" holds the invisible character U+001B; delete it'
        ],
    ),
    (
        "text read in the wrong encoding",
        "claims.csv",
        "The rescuer's name is withheld",
        "The rescuerâ€™s name",
        [
            'claims.csv:15: note: "The rescuerâ€™s name" was read in the wrong encoding; write "The rescuer’s name"'
        ],
    ),
    (
        "a letter lost",
        "claims.csv",
        "The rescuer's name is withheld",
        "The rescuer�s name",
        [
            'claims.csv:15: note: "The rescuer�s name" has lost a letter (U+FFFD); write it anew, as printed'
        ],
    ),
    (
        "relays with commas and bare semicolons",
        "claims.csv",
        "Radio Olm",
        "Radio Olm;TV Olm",
        ['claims.csv:31: via: "Radio Olm;TV Olm" is not a list of relays; write Radio Olm; TV Olm'],
    ),
    (
        "an unquoted comma",
        "claims.csv",
        '"1,200 rescuers in the valley"',
        "1,200 rescuers in the valley",
        [
            'claims.csv:6: the row has 15 cells instead of 14; put straight quotes (") around a cell that holds a comma'
        ],
    ),
    (
        "curly quotes around a cell",
        "claims.csv",
        '"1,200 rescuers in the valley"',
        "“1,200 rescuers in the valley”",
        [
            'claims.csv:6: the row has 15 cells instead of 14; curly quotes do not hold a cell together, put straight ones (") around it'
        ],
    ),
    (
        "a short row",
        "claims.csv",
        ",relief-league,,\nrl-evacuees",
        ",relief-league\nrl-evacuees",
        [
            "claims.csv:24: the row has 12 cells instead of 14; write the missing commas, an empty cell being nothing between two commas"
        ],
    ),
    (
        "an empty line",
        "claims.csv",
        "\nwb-injured",
        "\n\nwb-injured",
        ["claims.csv:5: the row is empty; delete it"],
    ),
    (
        "a row of commas",
        "claims.csv",
        "\nwb-injured",
        "\n,,,,,,,,,,,,,\nwb-injured",
        ["claims.csv:5: the row is empty; delete it"],
    ),
    (
        "a quotation mark never closed",
        "claims.csv",
        "We evacuated more than",
        '"We evacuated more than',
        [
            'claims.csv:44: the quotation marks (") of the row that begins here do not pair; put a cell with commas between two of them, and write one inside a cell as "" (from here on nothing was read)'
        ],
    ),
    (
        "quotation marks that do not pair",
        "claims.csv",
        "has killed 18 people",
        '"has" killed 18 people',
        [
            'claims.csv:3: the quotation marks (") of the row that begins here do not pair; put a cell with commas between two of them, and write one inside a cell as "" (from here on nothing was read)'
        ],
    ),
    (
        "a renamed column",
        "claims.csv",
        ",qualifier,",
        ",Qualifier,",
        ['claims.csv:1: column 7 is called "Qualifier"; call it qualifier'],
    ),
    (
        "a missing and an extra column",
        "origins.csv",
        "name,party,kind",
        "name,kind,colour",
        [
            'origins.csv:1: column 4 is called "colour", which no ledger has; delete it',
            "origins.csv:1: party: the column is missing; the first line is origin_id,name,party,kind",
        ],
    ),
    (
        "columns in another order",
        "origins.csv",
        "name,party,kind",
        "party,name,kind",
        ["origins.csv:1: the columns are in another order; put them as origin_id,name,party,kind"],
    ),
    (
        "a column twice",
        "origins.csv",
        "name,party,kind",
        "name,party,party",
        [
            "origins.csv:1: kind: the column is missing; the first line is origin_id,name,party,kind",
            "origins.csv:1: party: the column stands twice; delete one of them",
        ],
    ),
    (
        "a column without a name",
        "origins.csv",
        "name,party,kind",
        "name,party,kind,,",
        ["origins.csv:1: column 5 has no name; delete it"],
    ),
    (
        "an unknown kind of question",
        "questions.csv",
        "kill?,count,people,Olm",
        "kill?,counts,people,Olm",
        [
            'questions.csv:2: kind: "counts" is not one of the values allowed: count, money, price, share, duration, date, choice; did you mean "count"?'
        ],
    ),
    (
        "running_total in another word",
        "questions.csv",
        "houses,Olm valley,yes",
        "houses,Olm valley,true",
        ['questions.csv:9: running_total: "true" is not one of the values allowed: yes, no'],
    ),
    (
        "a choice with untidy answers",
        "questions.csv",
        "yes|no",
        "yes | no|",
        ['questions.csv:17: answers: "yes | no|" is not a list of answers; write yes|no'],
    ),
    (
        "a choice without answers",
        "questions.csv",
        "yes|no",
        "",
        ["questions.csv:17: answers: is empty; a choice needs its answers, such as yes|no"],
    ),
    (
        "answers for a count",
        "questions.csv",
        "rescuers,,\nevacuees",
        "rescuers,many|few,\nevacuees",
        [
            'questions.csv:6: answers: "many|few" does not belong here: the kind is count; leave it empty, or write choice as the kind'
        ],
    ),
    (
        "a part of itself",
        "questions.csv",
        "no,rescuers,",
        "no,soldiers,",
        ['questions.csv:6: part_of: "soldiers" is the question itself; leave it empty'],
    ),
    (
        "parts in a circle",
        "questions.csv",
        "Olm valley,yes,,,\ndeaths-lower-town",
        "Olm valley,yes,deaths-lower-town,,\ndeaths-lower-town",
        [
            'questions.csv:2: part_of: "deaths-lower-town" is, by its own part_of, a part of deaths; leave one of them empty',
            'questions.csv:3: part_of: "deaths" is, by its own part_of, a part of deaths-lower-town; leave one of them empty',
        ],
    ),
    (
        "a part of another kind",
        "questions.csv",
        "no,rescuers,",
        "no,bread,",
        [
            'questions.csv:6: part_of: "bread" is of the kind price and this question of the kind count; a part has the kind of its whole'
        ],
    ),
    (
        "a part of a question that is not there",
        "questions.csv",
        "no,rescuers,",
        "no,rescuer,",
        ['questions.csv:6: part_of: "rescuer" is not in questions.csv; did you mean "rescuers"?'],
    ),
    (
        "a checksum in capitals",
        "sources.csv",
        "bb92a73280feefa080193135803c281e5baf618ccd14cd7bb081edfa98ac4d7e",
        "BB92A73280FEEFA080193135803C281E5BAF618CCD14CD7BB081EDFA98AC4D7E",
        [
            'sources.csv:2: sha256: "BB92A73280FEEFA080193135803C281E5BAF618CCD14CD7BB081EDFA98AC4D7E" has capital letters; write bb92a73280feefa080193135803c281e5baf618ccd14cd7bb081edfa98ac4d7e'
        ],
    ),
    (
        "a checksum cut",
        "sources.csv",
        "bb92a73280feefa080193135803c281e5baf618ccd14cd7bb081edfa98ac4d7e",
        "0b1c2d",
        [
            'sources.csv:2: sha256: "0b1c2d" is no SHA-256; write its 64 digits 0-9 a-f, or leave it empty'
        ],
    ),
    (
        "one document twice",
        "sources.csv",
        "bb92a73280feefa080193135803c281e5baf618ccd14cd7bb081edfa98ac4d7e",
        "c993e30942cbcbcfe82c1f17322c61f5f9cd7c3524da1502ed21628b40f62dbf",
        [
            'sources.csv:3: sha256: "c993e30942cbcbcfe82c1f17322c61f5f9cd7c3524da1502ed21628b40f62dbf" stands in line 2 already; give one of the two rows another sha256'
        ],
    ),
    (
        "an unknown rule",
        "conventions.csv",
        "as-worded,exact,printed",
        "as-worded,exact,print",
        [
            'conventions.csv:2: rule: "print" is not one of the values allowed: printed, above, percent, fixed, point, unresolved; did you mean "printed"?'
        ],
    ),
    (
        "a percentage missing",
        "conventions.csv",
        "as-worded,about,percent,-10,10",
        "as-worded,about,percent,10,",
        [
            "conventions.csv:3: high: is empty; the rule percent needs both, such as -10 and 10, or 0"
        ],
    ),
    (
        "parameters in the wrong order",
        "conventions.csv",
        "as-worded,about,percent,-10,10",
        "as-worded,about,percent,10,-10",
        ['conventions.csv:3: low: "10" is above the high -10; swap the two'],
    ),
    (
        "a parameter for a rule without",
        "conventions.csv",
        "as-worded,exact,printed,,",
        "as-worded,exact,printed,1,",
        [
            'conventions.csv:2: low: "1" does not belong here: the rule printed takes no number; leave it empty'
        ],
    ),
    (
        "fixed without a number",
        "conventions.csv",
        "as-worded,dozens,fixed,24,",
        "as-worded,dozens,fixed,,",
        [
            "conventions.csv:15: low: is empty, as is high; the rule fixed needs one of them, such as 24"
        ],
    ),
    (
        "a qualifier the first convention lacks",
        "conventions.csv",
        "mpeds,tens,fixed",
        "mpeds,scores,fixed",
        [
            'conventions.csv:49: qualifier: "scores" has no row in the first convention, as-worded, on which every other falls back; add one there'
        ],
    ),
    (
        "a qualifier twice in one convention",
        "conventions.csv",
        "mpeds,tens,fixed",
        "mpeds,several,fixed",
        [
            'conventions.csv:49: qualifier: convention and qualifier are "mpeds" and "several" as in line 47; delete one of the two rows'
        ],
    ),
    (
        "a number excluded twice",
        "not_claims.csv",
        "4,As of 9 March,as-of date of the figures in this paragraph",
        "2,Issued on 9 March 2019,again",
        [
            'not_claims.csv:3: wording: source_id and paragraph and wording are "water-board" and "2" and "Issued on 9 March 2019" as in line 2; delete one of the two rows'
        ],
    ),
    (
        "an exclusion without a reason",
        "not_claims.csv",
        "number of an article",
        "",
        ["not_claims.csv:10: reason: is empty; every row needs its reason"],
    ),
]


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """Give a copy of the river ledger that a test may break."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


def said(folder: Path) -> list[str]:
    """Return the messages about a ledger; whatever has none must have been read."""
    read, problems = ledger.read(folder)
    assert (read is None) == bool(problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "messages"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS]
)
def test_an_edit_gets_exactly_these_messages(
    river: Path, file: str, old: str, new: str, messages: list[str]
) -> None:
    text = (river / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, "the case no longer fits the river ledger"
    (river / file).write_text(text.replace(old, new), encoding="utf-8", newline="")
    assert said(river) == messages


def as_text(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    """Return a change of bytes made from a change of text."""
    return lambda data: change(data.decode()).encode(encoding)


HEADER = "claim_id,source_id,question_id,scope,paragraph,wording,qualifier,low,high,answer,as_of,"
HEADER += "origin_id,via,note"

# name, file, change of its bytes, everything that is then said
WHOLE_FILES = [
    ("empty", "claims.csv", lambda b: b"", [f"claims.csv: is empty; its first line is {HEADER}"]),
    ("blank lines only", "claims.csv", lambda b: b"\n \n", [f"claims.csv: is empty; its first line is {HEADER}"]),
    ("UTF-16", "claims.csv", as_text(str, "utf-16"), [f"claims.csv:1: is UTF-16 (“Unicode text”), not UTF-8; {SAVE}"]),
    ("UTF-16 without its mark", "claims.csv", as_text(str, "utf-16-le"), ["claims.csv:1: holds a NUL character, so it is no UTF-8 text or was damaged; restore it from a copy or " + SAVE]),
    ("Windows-1252", "claims.csv", as_text(lambda t: t.replace("The rescuer's", "The rescuer’s"), "cp1252"), [f"claims.csv:15: is not UTF-8 (byte 0x92; in Windows-1252 it would be \"’\"); {SAVE}"]),
    ("a NUL", "origins.csv", lambda b: b.replace(b"mayor", b"may\0r", 1), ["origins.csv:4: holds a NUL character, so it is no UTF-8 text or was damaged; restore it from a copy or " + SAVE]),
    ("an xlsx file", "claims.csv", lambda b: b"PK\x03\x04" + b, [f"claims.csv: is a spreadsheet file under the name of a CSV; {SAVE}"]),
    ("semicolons", "claims.csv", as_text(lambda t: t.replace(",", ";")), [f"claims.csv:1: cells are separated by semicolons, as a spreadsheet saves them; {SAVE}"]),
    ("tabs", "sources.csv", as_text(lambda t: t.replace(",", "\t")), [f"sources.csv:1: cells are separated by tabs, as a spreadsheet saves them; {SAVE}"]),
    ("Excel's sep line", "origins.csv", lambda b: b"sep=;\n" + b, ['origins.csv:1: delete the line "sep=;"; the first line is origin_id,name,party,kind']),
    ("no header", "origins.csv", lambda b: b.split(b"\n", 1)[1], ["origins.csv:1: the first line does not name the columns; it must be origin_id,name,party,kind"]),
    ("old Mac line ends", "claims.csv", lambda b: b.replace(b"\n", b"\r"), ["claims.csv:1: holds a bare carriage return (an old Mac line end); save it with line ends LF or CRLF"]),
    ("cut within the last cell", "claims.csv", lambda b: b[:-6], ["claims.csv:46: the last line has no line end, so the file may have been cut off; if it is whole, press Enter at its end"]),
    ("cut within a row", "not_claims.csv", lambda b: b[:-20], ["not_claims.csv:10: the last line has no line end, so the file may have been cut off; if it is whole, press Enter at its end"]),
    ("a header and no rows", "sources.csv", lambda b: b.split(b"\n", 1)[0] + b"\n", ["sources.csv: has no rows, but claims.csv refers to some; put them back"]),
    ("a header and no conventions", "conventions.csv", lambda b: b.split(b"\n", 1)[0] + b"\n", ["conventions.csv: has no rows; write at least as-worded,exact,printed,,,"]),
    ("another file's content", "origins.csv", lambda b: (RIVER / "not_claims.csv").read_bytes(), ["origins.csv:1: the first line does not name the columns; it must be origin_id,name,party,kind"]),
    ("random bytes", "claims.csv", lambda b: bytes(range(1, 256)) * 9, [f"claims.csv:2: is not UTF-8 (byte 0x80; in Windows-1252 it would be \"€\"); {SAVE}"]),
    ("a long cell", "claims.csv", lambda b: b.replace(b"Radio Olm", b"x" * 10_001), ["claims.csv:31: via: has 10001 characters; write at most 10000"]),
    ("a cell without end", "claims.csv", lambda b: b.replace(b"Radio Olm", b"x" * 150_000), ["claims.csv:31: a cell that begins here does not end; close its quotation mark, or shorten it (from here on nothing was read)"]),
    ("a line without end", "claims.csv", lambda b: b.replace(b"Radio Olm", b"," * 200_000), ["claims.csv:31: is longer than 200000 characters, the most that is read; shorten it (from here on nothing was read)"]),
    ("a description that is no JSON", "datapackage.json", lambda b: b[:-4], ["datapackage.json:640: is not JSON (Expecting ',' delimiter); undo the last edit, or copy it from another ledger"]),
    ("a description that is a list", "datapackage.json", lambda b: b"[]", ["datapackage.json: has no list of resources; copy it from another ledger"]),
    ("a description in UTF-16", "datapackage.json", as_text(str, "utf-16"), ["datapackage.json: is not JSON in UTF-8; copy it from another ledger"]),
    ("a description nested without end", "datapackage.json", lambda b: b"[" * 100_000, ["datapackage.json: is not JSON in UTF-8; copy it from another ledger"]),
    ("a description of other columns", "datapackage.json", lambda b: b.replace(b'"party"', b'"side"'), ["datapackage.json: resource origins: the fields must be origin_id, name, party, kind, in this order"]),
    ("a description of another type", "datapackage.json", lambda b: b.replace(b'"integer"', b'"whole"', 1), ['datapackage.json: resource claims: paragraph: the type "whole" is none of string, integer, number']),
    ("a description with an unknown constraint", "datapackage.json", lambda b: b.replace(b'"minimum"', b'"least"', 1), ['datapackage.json: resource claims: paragraph: the constraint "least" is none of required, unique, enum, pattern, minimum']),
    ("a description with a broken pattern", "datapackage.json", lambda b: b.replace(b"[0-9a-f]", b"[0-9a-f", 1), ['datapackage.json: resource sources: sha256: pattern cannot be "^[0-9a-f{64}$"; copy the field from another ledger']),
    ("a description without questions", "datapackage.json", lambda b: b.replace(b'"name": "questions"', b'"name": "asks"', 1), ["datapackage.json: resource questions: is missing; copy it from another ledger"]),
    ("a description that leads out of the folder", "datapackage.json", lambda b: b.replace(b'"path": "claims.csv"', b'"path": "/etc/passwd"'), ['datapackage.json: resource claims: path is "/etc/passwd"; write claims.csv']),
    ("a foreign key to nowhere", "datapackage.json", lambda b: b.replace(b'"resource": "sources"', b'"resource": "others"', 1), ["datapackage.json: resource claims: a foreign key does not join one column of the ledger to another"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "change", "messages"), [w[1:] for w in WHOLE_FILES], ids=[w[0] for w in WHOLE_FILES]
)
def test_a_broken_file_gets_exactly_these_messages(
    river: Path, file: str, change: Callable[[bytes], bytes], messages: list[str]
) -> None:
    (river / file).write_bytes(change((river / file).read_bytes()))
    assert said(river) == messages


def a_folder(path: Path) -> None:
    path.mkdir()


def a_loop_of_links(path: Path) -> None:
    path.symlink_to(path)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize("file", ["claims.csv", "datapackage.json"])
@pytest.mark.parametrize(
    ("put", "message"),
    [
        (a_folder, "is a folder; put the file of that name in its place"),
        (a_loop_of_links, "cannot be read (Too many levels of symbolic links); put a readable file in its place"),
        (a_pipe, "is not a regular file; put the file of that name in its place"),
        (nothing, f"the file is missing; {FILES}"),
    ],
)  # fmt: skip
def test_what_is_no_file_is_named(
    river: Path, file: str, put: Callable[[Path], None], message: str
) -> None:
    (river / file).unlink()
    put(river / file)
    copy = "; it describes the columns, copy it from another ledger" * file.endswith(".json")
    assert said(river) == [f"{file}: {message}{copy}"]


def test_a_file_too_large_is_refused_unread(river: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_FILE", 2**20)
    with open(river / "claims.csv", "ab") as stream:
        stream.truncate(2**20 + 1)
    assert said(river) == [
        "claims.csv: is larger than 1 MB, the most that is read; split the ledger"
    ]


def test_problems_of_all_files_come_at_once_sorted_by_place(river: Path) -> None:
    for file, old, new in [
        ("sources.csv", "bulletin,2019-03-08", "bulletin,8.3.2019"),
        ("claims.csv", "between,30,36", "between,36,30"),
        ("claims.csv", "exact,23,23", "exact,23,"),
        ("claims.csv", "wb-injured,water-board,injured", "wb-injured,water-board,injurd"),
        ("origins.csv", "name,party,kind", "name,Party,kind"),
    ]:
        text = (river / file).read_text(encoding="utf-8")
        (river / file).write_text(text.replace(old, new), encoding="utf-8")
    (river / "not_claims.csv").unlink()
    assert said(river) == [
        'claims.csv:5: question_id: "injurd" is not in questions.csv; did you mean "injured"?',
        'claims.csv:21: low: "36" is above the high 30; swap the two',
        "claims.csv:22: high: is empty; exact takes one figure in low and in high, write 23",
        f"not_claims.csv: the file is missing; {FILES}",
        'origins.csv:1: column 3 is called "Party"; call it party',
        'sources.csv:4: published: "8.3.2019" is not an ISO date; write 2019-03-08',
    ]


def test_after_200_problems_the_rest_is_counted(river: Path) -> None:
    text = (river / "claims.csv").read_text(encoding="utf-8")
    header, row = text.splitlines()[:2]
    rows = [
        row.replace("wb-breach", f"c{i}").replace(",breach,,3,", ",breech,,0,") for i in range(300)
    ]
    (river / "claims.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    messages = said(river)
    assert len(messages) == 201
    assert messages[:2] == [
        'claims.csv:2: paragraph: "0" is too small; write 1 or more',
        'claims.csv:2: question_id: "breech" is not in questions.csv; did you mean "breach"?',
    ]
    assert messages[-1] == "… and 400 more problems"


def test_a_file_of_broken_rows_is_not_read_to_its_end(river: Path) -> None:
    with open(river / "claims.csv", "a", encoding="utf-8") as stream:
        stream.write("\n" * 100_000)
    messages = said(river)
    assert messages[0] == "claims.csv:47: the row is empty; delete it"
    assert messages[-1] == "… and 801 more problems"
